"""Every package of the image has a wheel for its Python, so that building it compiles nothing."""

import re
import subprocess
import sys

import pytest

from tests.shape.compose import dockerfile

OFFLINE = "The package index cannot be reached, so the wheels of the image are NOT looked for."
# What pip accepts on the image's Debian 12.
PLATFORMS = ["manylinux1", "manylinux2010", "manylinux2014", *(f"manylinux_2_{minor}" for minor in range(5, 37))]


@pytest.mark.nets
def test_every_package_of_the_image_has_a_wheel(tmp_path):
    base, build = (next(one.rest for one in dockerfile() if one.word == word) for word in ("FROM", "RUN"))
    kept_out = re.search(r"grep -v -E '([^']+)'", build).group(1)
    wanted = tmp_path / "serving.txt"
    with open("requirements.txt") as lines:
        wanted.write_text("".join(line for line in lines if not re.match(kept_out, line)))
    words = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-cache-dir", "--quiet"]
    words += ["--disable-pip-version-check", "--retries", "1", "--timeout", "10", "--target", str(tmp_path / "nowhere")]
    words += ["--only-binary", ":all:", "--python-version", re.search(r"python:(\d+\.\d+)", base).group(1)]
    words += [word for platform in PLATFORMS for word in ("--platform", f"{platform}_x86_64")]

    done = subprocess.run([*words, "--requirement", str(wanted)], capture_output=True, text=True)

    if done.returncode and re.search(r"Retrying|connection broken|Connection", done.stderr):
        pytest.skip(OFFLINE)
    assert done.returncode == 0, done.stderr
