"""The addresses of the measures' pages."""

from django.urls import URLPattern, URLResolver, path

from measures.views import (
    desk,
    documents,
    export,
    health,
    imports,
    listing,
    measure,
    overview,
    progress,
    regions,
    sectors,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("measures/", listing.measure_list, name="measure_list"),
    path("measures/<slug:code>/progress/new/", progress.progress_new, name="progress_new"),
    path("desk/", desk.desk, name="desk"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("measures/<slug:code>/", measure.measure_page, name="measure"),
    path("documents/", documents.document_list, name="document_list"),
    path("documents/<slug:slug>/", documents.document_page, name="document"),
    path("sectors/", sectors.sector_list, name="sector_list"),
    path("sectors/<slug:slug>/", sectors.sector_page, name="sector"),
    path("regions/", regions.region_list, name="region_list"),
    path("regions/<slug:slug>/", regions.region_page, name="region"),
    path("measures/export.<str:form>", export.measure_export, name="measure_export"),
    path("import/", imports.import_new, name="import_new"),
    path("import/<int:pk>/", imports.import_batch, name="import_batch"),
]
