"""Compile a Typst template shipped here, with data passed as JSON: text stays text, whatever it holds.

Only the fonts embedded in Typst are used, so a document looks the same on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

_TEMPLATES = Path(__file__).parent


def typeset(
    template: str, data: Mapping[str, object], instant: datetime, form: Literal["pdf", "png"], ppi: float | None = None
) -> bytes:
    """Render `template` (a file name in this folder) at `instant`, the only clock the document knows.

    Blocking: call it from a worker thread. Raises `typst.TypstError` if the template is wrong.
    """
    return typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        ignore_system_fonts=True,
        format=form,
        ppi=ppi,
        sys_inputs={"donnees": json.dumps(data, ensure_ascii=False)},
        timestamp=int(instant.timestamp()),
    )
