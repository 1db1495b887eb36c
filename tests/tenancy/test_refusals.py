"""A worker or a beat whose role the walls do not bind does not start."""

from unittest import mock

from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import SimpleTestCase

CHECK = "callcenter.tenancy.checks.refuse_dangerous_role"


class ADangerousRole(SimpleTestCase):
    def test_ends_a_worker(self):
        with mock.patch(CHECK, side_effect=ImproperlyConfigured("too much")), self.assertRaises(SystemExit):
            worker_init.send(sender="worker")

    def test_ends_a_beat(self):
        with mock.patch(CHECK, side_effect=ImproperlyConfigured("too much")), self.assertRaises(SystemExit):
            beat_init.send(sender="beat")

    def test_that_cannot_be_asked_about_ends_a_worker(self):
        with mock.patch(CHECK, side_effect=OperationalError), self.assertRaises(SystemExit):
            worker_init.send(sender="worker")
