#!/usr/bin/env python
"""Run Django's commands for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter.settings")
    from django.core.management import execute_from_command_line

    from callcenter.logs import log_unhandled

    sys.excepthook = log_unhandled
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
