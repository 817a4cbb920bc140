"""The columns of an exported sheet, and what may stand at the head of one that is imported."""

COLUMNS = (
    "code",
    "title_en",
    "title_zh_hans",
    "kind",
    "sector",
    "sectors",
    "regions",
    "document",
    "lead_department",
    "supporting_departments",
    "starts_on",
    "due_on",
    "due_basis",
    "agreed_due_on",
    "visibility",
    "cadence",
    "status",
    "verified",
    "schedule",
    "freshness",
    "percent",
    "last_report_on",
    "next_report_due_on",
    "url",
)

# Follow from reports, reviews and the day: written by an export, ignored by an import.
COMPUTED = frozenset(
    {
        "agreed_due_on",
        "status",
        "verified",
        "schedule",
        "freshness",
        "percent",
        "last_report_on",
        "next_report_due_on",
        "url",
    }
)
DATES = frozenset({"starts_on", "due_on", "agreed_due_on", "last_report_on", "next_report_due_on"})

# What JSON carries besides the columns.
JSON_ONLY = ("summary_en", "summary_zh_hans", "supersedes", "passages")

# How offices head their own sheets.
HEADINGS = {
    "编号": "code",
    "措施编号": "code",
    "英文标题": "title_en",
    "中文标题": "title_zh_hans",
    "标题": "title_zh_hans",
    "类型": "kind",
    "主要领域": "sector",
    "领域": "sector",
    "其他领域": "sectors",
    "区域": "regions",
    "文件": "document",
    "牵头单位": "lead_department",
    "配合单位": "supporting_departments",
    "开始日期": "starts_on",
    "完成时限": "due_on",
    "时限依据": "due_basis",
    "可见范围": "visibility",
    "报送周期": "cadence",
}


def column_of(heading: str) -> str:
    """The column a heading names: its own name in any case, or the Chinese one."""
    name = heading.strip().lstrip("\ufeff").strip()
    return HEADINGS.get(name) or name.casefold().replace(" ", "_").replace("-", "_")


def letter(index: int) -> str:
    """The spreadsheet's letter of the column at `index`, counted from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
