"""Files in a zip that is the same whenever and wherever it is made: fixed order, fixed dates, no attributes of a machine."""

import io
from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell
_UNIX = 3
_MODE = 0o100644 << 16


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The named files in the order given."""
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in files:
            archive.writestr(_entry(name), data, compress_type=ZIP_DEFLATED, compresslevel=9)
    return made.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.create_system, entry.external_attr = _UNIX, _MODE
    return entry
