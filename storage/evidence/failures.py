"""What goes wrong with the evidence store, whichever library says so."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class EvidenceFailed(Exception):
    """The store could not do what was asked; the subclass says why."""


class StoreFull(EvidenceFailed):
    """There is no room left: free some, then try again; nothing was half written."""


class StoreAway(EvidenceFailed):
    """The store did not answer or did not let us in: try again later."""


class EvidenceMissing(EvidenceFailed):
    """Nothing is stored under that name."""


class UnknownStore(EvidenceFailed):
    """The store's address is neither file:FOLDER nor s3://BUCKET/PREFIX."""


class WrongName(EvidenceFailed):
    """A name that no evidence can have, such as one that leads out of the store."""


@contextmanager
def as_our_errors(what: str) -> Iterator[None]:
    """Turn what the disk, the network and obstore raise into our own errors.

    A taken name is for the caller to judge.
    """
    try:
        yield
    except NotImplementedError:
        raise
    except FileNotFoundError as error:
        raise EvidenceMissing(what) from error
    except Exception as error:
        from obstore.exceptions import (  # here, for most of the time nothing fails
            AlreadyExistsError,
            BaseError,
        )

        if isinstance(error, AlreadyExistsError):
            raise
        if not isinstance(error, (BaseError, OSError, ValueError)):
            raise
        if _is_full(error):
            raise StoreFull(f"{what}: no room left in the evidence store") from error
        first_line = str(error).partition("\n")[0]
        raise StoreAway(f"{what}: {first_line}") from error


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return True
    # obstore tells it in words only
    return any(f"os error {number})" in str(error) for number in NO_ROOM)
