"""What goes wrong in the store becomes our own error, whoever raised it."""

from __future__ import annotations

import errno

import pytest
from obstore.exceptions import AlreadyExistsError, GenericError

from storage.evidence.failures import EvidenceMissing, StoreAway, StoreFull, as_our_errors


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (FileNotFoundError("x"), EvidenceMissing),
        (OSError(errno.ENOSPC, "full"), StoreFull),
        (GenericError("disk (os error 28)"), StoreFull),
        (GenericError("no answer\nand more"), StoreAway),
        (OSError(errno.EACCES, "closed"), StoreAway),
    ],
)
def test_it_is_ours(error: Exception, ours: type[Exception]) -> None:
    with pytest.raises(ours) as raised, as_our_errors("originals/x"):
        raise error
    assert "\n" not in str(raised.value)
    assert raised.value.__cause__ is error


@pytest.mark.parametrize("error", [AlreadyExistsError("x"), NotImplementedError(), KeyError("bug")])
def test_what_the_caller_judges_or_is_our_mistake_stays(error: Exception) -> None:
    with pytest.raises(type(error)), as_our_errors("x"):
        raise error
