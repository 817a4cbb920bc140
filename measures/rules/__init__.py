"""The rules, pure: no database, `today` always an argument, all days in Asia/Shanghai."""
