"""The conversations, each as a transcript."""

import pytest

pytest.register_assert_rewrite(
    "tests.handlers.transcript"
)  # so that a difference is shown line by line
