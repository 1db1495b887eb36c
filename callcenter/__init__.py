"""Aftercall: the project and its ground floor."""

from callcenter.celery import app as celery_app

__all__ = ["celery_app"]
