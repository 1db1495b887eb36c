"""The product's settings and the named points to die at; the product itself carries none of them."""

from callcenter import settings as product
from callcenter.settings import *  # noqa: F403 - what the product is set to, whatever it is

INSTALLED_APPS = [*product.INSTALLED_APPS, "tests.chaos"]
MIDDLEWARE = ["tests.chaos.points.Saves", *product.MIDDLEWARE]
