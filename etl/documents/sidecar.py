"""What a file `NAME.meta.json` beside a document says of it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from etl.errors import DocumentError

SIDECAR = ".meta.json"


def read_sidecar(path: Path) -> dict[str, object]:
    """The sidecar's fields, empty where a document has none. Raises DocumentError for a broken one.

    "report.ar.txt" has its fields in "report.ar.txt.meta.json" or "report.ar.meta.json".
    """
    for name in (path.name + SIDECAR, path.stem + SIDECAR):
        sidecar = path.with_name(name)
        try:
            content = sidecar.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DocumentError(
                str(path), f"sidecar {name} cannot be read ({error.strerror or error})"
            ) from None
        try:
            return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=dict[str, object])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DocumentError(str(path), f"sidecar {name} is not a JSON object ({error})") from None
    return {}
