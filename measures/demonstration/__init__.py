"""The demonstration: invented departments, people, a second plan and two years of progress.

Never part of a real site: `load_demo` refuses where `DEMONSTRATION_DATA` is off, and every page that shows
any of it says so.
"""

from measures.demonstration.load import is_loaded, load, renew_passwords

__all__ = ["is_loaded", "load", "renew_passwords"]
