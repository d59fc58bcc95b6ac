"""The databases for these tests."""

from tests.databases import *  # noqa: F403
