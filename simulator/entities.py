"""Message text as Telegram keeps it: plain text and entities, from HTML, explicit entities or detection."""

import re
from html import unescape

from simulator.base import Json, bad_request, utf16_length
from simulator.params import Params

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "blockquote": "blockquote",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)>")
_ENTITY = re.compile(r"&(lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_KNOWN = {*_SIMPLE.values(), "expandable_blockquote", "text_link", "text_mention", "custom_emoji", "url", "email",
          "mention", "hashtag", "cashtag", "bot_command", "phone_number"}  # fmt: skip
_DETECTED = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"«»]+|\bt\.me/[^\s<>\"«»]+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]+\b)"
    r"|(?P<bot_command>(?<![\w/<])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31}\b)"
)


class _Open:
    """A start tag still waiting for its end."""

    def __init__(self, tag: str, entity: Json | None, offset: int) -> None:
        self.tag = tag
        self.entity = entity
        self.offset = offset


def _failure(source: str, position: int, reason: str) -> Exception:
    where = len(source[:position].encode())
    return bad_request(f"can't parse entities: {reason} at byte offset {where}")


def _start(source: str, position: int, tag: str, rest: str) -> Json | None:
    """What a start tag opens; None for a link that leads nowhere, which Telegram drops silently."""
    attributes = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(rest)}
    if tag == "a":
        href = attributes.get("href", "")
        return {"type": "text_link", "url": href} if href else None
    if tag == "span":
        if attributes.get("class") != "tg-spoiler":
            raise _failure(source, position, 'Tag "span" must have class "tg-spoiler"')
        return {"type": "spoiler"}
    if tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
    if tag not in _SIMPLE:
        raise _failure(source, position, f'Unsupported start tag "{tag}"')
    if tag == "blockquote" and "expandable" in rest:
        return {"type": "expandable_blockquote"}
    return {"type": _SIMPLE[tag]}


def _close(source: str, position: int, tag: str, stack: list[_Open], offset: int) -> Json | None:
    if not stack:
        raise _failure(source, position, "Unexpected end tag")
    opened = stack.pop()
    if tag and tag != opened.tag:
        raise _failure(source, position, f'Unmatched end tag, expected "</{opened.tag}>", found "</{tag}>"')
    if opened.entity is None or offset == opened.offset:
        return None
    return {"offset": opened.offset, "length": offset - opened.offset, **opened.entity}


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Reads Telegram's HTML: the plain text and its entities, offsets in UTF-16 units.

    Raises:
        ApiError: 400 `can't parse entities: …` for anything Telegram refuses.
    """
    plain, entities, stack = "", list[Json](), list[_Open]()
    position = 0
    while position < len(source):
        if source[position] == "<":
            match = _TAG.match(source, position)
            if match is None:
                raise _failure(source, position, "Unclosed start tag")
            tag = match[2].lower()
            if match[1]:
                closed = _close(source, position, tag, stack, utf16_length(plain))
                entities.extend([closed] if closed else [])
            else:
                stack.append(_Open(tag, _start(source, position, tag, match[3]), utf16_length(plain)))
            position = match.end()
        elif match := _ENTITY.match(source, position):
            plain += unescape(match[0])
            position = match.end()
        else:
            plain += source[position]
            position += 1
    if stack:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{stack[-1].tag}\"")
    return plain, entities


def _number(entity: Json, key: str) -> int:
    value = entity.get(key)
    if not isinstance(value, int):
        raise bad_request(f"can't parse MessageEntity: field {key} must be an integer")
    return value


def _span(entity: Json) -> tuple[int, int]:
    return _number(entity, "offset"), -_number(entity, "length")


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Drops outer blank as Telegram does, and moves or clips the entities with it."""
    shift = utf16_length(text) - utf16_length(text.lstrip("\n\r"))
    kept = text.strip("\n\r").rstrip()
    end, moved = utf16_length(kept), list[Json]()
    for entity in entities:
        first = max(0, _number(entity, "offset") - shift)
        last = min(end, _number(entity, "offset") - shift + _number(entity, "length"))
        if last > first:
            moved.append({**entity, "offset": first, "length": last - first})
    return kept, sorted(moved, key=_span)


def detect(text: str, entities: list[Json]) -> list[Json]:
    """Adds what Telegram finds by itself: links, commands, mentions, addresses; never inside code or a link."""
    taken = [
        (_number(e, "offset"), _number(e, "offset") + _number(e, "length"))
        for e in entities
        if e["type"] in {"code", "pre", "text_link", "text_mention"}
    ]
    found = list(entities)
    for match in _DETECTED.finditer(text):
        word = match[0].rstrip(".,;:!?)]»") if match.lastgroup == "url" else match[0]
        offset, length = utf16_length(text[: match.start()]), utf16_length(word)
        if all(offset >= last or offset + length <= first for first, last in taken):
            found.append({"type": str(match.lastgroup), "offset": offset, "length": length})
    return sorted(found, key=_span)


def read_text(params: Params, name: str = "text", entities_name: str = "entities") -> tuple[str, list[Json]]:
    """The text of a call and its entities, whichever way they were given.

    Raises:
        ApiError: 400 for HTML that does not parse, an unknown entity or an unknown parse mode.
    """
    source = params.text(name) or ""
    entities = params.items(entities_name)
    mode = (params.text("parse_mode") or "").lower()
    if entities is not None:
        if unknown := [e for e in entities if e.get("type") not in _KNOWN]:
            raise bad_request(f"can't parse MessageEntity: unsupported type {unknown[0].get('type')}")
    elif mode == "html":
        source, entities = parse_html(source)
    elif mode:
        raise bad_request("unsupported parse_mode")
    text, kept = trim(source, entities or [])
    return text, detect(text, kept)
