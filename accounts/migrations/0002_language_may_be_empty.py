from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, choices=[('', 'As the browser asks; mails in Chinese'), ('en', 'English'), ('zh-hans', 'Chinese (simplified)')], default='', max_length=10, verbose_name='language'),
        ),
    ]
