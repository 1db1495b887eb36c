from django import template

from calllog.numbers import channel_label

register = template.Library()
register.filter("channel", channel_label)
