from django.apps import AppConfig


class CalllogConfig(AppConfig):
    name = "calllog"
