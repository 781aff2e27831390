"""Telegram's limits and the reading of HTML."""

import pytest

from simulator import ApiError, Chat, Simulator, User
from simulator.entities import detect, parse_html
from simulator.sample import mailbox_picture, png
from tests.simulator.conftest import Http


def inline(text: str = "Oui", **button: object) -> dict[str, object]:
    """A keyboard of one button."""
    return {"inline_keyboard": [[{"text": text, **button}]]}


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        ("a &amp; b &#233;", "a & b é", []),
        ("<i>é</i><u>x</u>", "éx", [("italic", 0, 1), ("underline", 1, 1)]),
        ("😀<s>x</s>", "😀x", [("strikethrough", 2, 1)]),
        ("<b>un <i>deux</i></b>", "un deux", [("italic", 3, 4), ("bold", 0, 7)]),
        ("<tg-spoiler>x</tg-spoiler><span class='tg-spoiler'>y</span>", "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<pre>x</pre> <code>y</code>", "x y", [("pre", 0, 1), ("code", 2, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<b></b>vide", "vide", []),
        ("5 > 3", "5 > 3", []),
    ],
)
def test_html_is_read_as_telegram_reads_it(source: str, plain: str, entities: list[tuple[str, int, int]]) -> None:
    text, found = parse_html(source)
    assert text == plain
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_a_link_keeps_its_address_with_entities_decoded() -> None:
    _, entities = parse_html('<a href="https://exemple.fr/?a=1&amp;b=2">ici</a>')
    assert entities == [{"type": "text_link", "url": "https://exemple.fr/?a=1&b=2", "offset": 0, "length": 3}]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>é<i>x</b></i>", 'Unmatched end tag, expected "</i>", found "</b>" at byte offset 9'),
        ("é <script>x</script>", 'Unsupported start tag "script" at byte offset 3'),
        ("<p>x</p>", 'Unsupported start tag "p"'),
        ("3 < 5", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
    ],
)
def test_bad_html_is_refused_with_its_place(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.code == 400
    assert caught.value.description.startswith("Bad Request: can't parse entities: ")
    assert reason in caught.value.description


def test_links_commands_and_mentions_are_found_but_not_inside_code() -> None:
    text = "/aide voir https://t.me/vigie?start=a_b-1. et @vigie_bot ou a@b.fr, /non"
    code = {"type": "code", "offset": len(text) - 4, "length": 4}
    spans = [(int(str(e["offset"])), int(str(e["length"]))) for e in detect(text, [code])]
    words = ["/aide", "https://t.me/vigie?start=a_b-1", "@vigie_bot", "a@b.fr", "/non"]
    assert [text[offset : offset + length] for offset, length in spans] == words
    assert detect("un 1/2 et et/ou", []) == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendMessage", {"text": ""}, "message text is empty"),
        ("sendMessage", {"text": " \n "}, "message text is empty"),
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": "😀" * 2049}, "message is too long"),
        ("sendMessage", {"text": "x", "reply_markup": inline(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
        ("sendMessage", {"text": "x", "reply_markup": inline(callback_data="")}, "BUTTON_DATA_INVALID"),
        ("sendMessage", {"text": "x", "reply_markup": inline()}, "Text buttons are unallowed"),
        ("sendMessage", {"text": "x", "reply_markup": inline(" ", callback_data="a")}, "must be non-empty"),
        ("sendMessage", {"text": "x", "reply_markup": inline(url="javascript:x")}, "Unsupported URL protocol"),
        ("sendMessage", {"text": "x", "reply_markup": {"nothing": 1}}, "can't parse reply keyboard markup"),
        ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ("sendMessage", {"text": "x", "parse_mode": "Wiki"}, "unsupported parse_mode"),
        ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "unknown"}, "wrong file identifier"),
        ("sendMediaGroup", {"media": [{"type": "photo", "media": "x"}]}, "wrong number of messages"),
        ("sendChatAction", {"action": "dance"}, "wrong parameter action"),
        ("setMyCommands", {"commands": [{"command": "Été", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("getFile", {"file_id": "x"}, "wrong file_id"),
    ],
)
async def test_what_telegram_refuses_is_refused(
    http: Http, awa: User, method: str, params: dict[str, object], reason: str
) -> None:
    answer = await http(method, chat_id=awa.id, **params)
    assert (http.last_status, answer["ok"], answer["error_code"]) == (400, False, 400)
    assert reason in str(answer["description"])


@pytest.mark.asyncio
async def test_the_longest_text_data_and_answer_pass(http: Http, sim: Simulator, awa: User) -> None:
    markup = inline(callback_data="é" * 32)
    assert (await http("sendMessage", chat_id=awa.id, text="x" * 4096, reply_markup=markup))["ok"]
    press = sim.press(awa, sim.last(awa), "Oui")
    assert not (await http("answerCallbackQuery", callback_query_id=press.query_id, text="x" * 201))["ok"]
    assert (await http("answerCallbackQuery", callback_query_id=press.query_id, text="x" * 200))["ok"]


@pytest.mark.asyncio
async def test_a_caption_is_at_most_1024_long_and_a_photo_must_be_one(http: Http, sim: Simulator, awa: User) -> None:
    photo = sim.send_photo(awa, awa).file
    assert photo is not None
    assert (await http("sendPhoto", chat_id=awa.id, photo=photo.file_id, caption="x" * 1024))["ok"]
    answer = await http("sendPhoto", chat_id=awa.id, photo=photo.file_id, caption="x" * 1025)
    assert "caption is too long" in str(answer["description"])
    with pytest.raises(ApiError, match="IMAGE_PROCESS_FAILED"):
        sim.state.files.add("photo", b"no picture", "a.png")
    with pytest.raises(ApiError, match="PHOTO_INVALID_DIMENSIONS"):
        sim.state.files.add("photo", png(400, 1, [[(0, 0, 0)] * 400]), "a.png")
    with pytest.raises(ApiError, match="non-empty"):
        sim.state.files.add("document", b"", "a.pdf")
    assert sim.state.files.add("photo", mailbox_picture(), "a.png").width == 480


@pytest.mark.asyncio
async def test_protection_silence_reply_and_forced_reply_are_kept(http: Http, sim: Simulator, awa: User) -> None:
    asked = sim.send_text(awa, awa, "Question")
    answer = await http(
        "sendMessage", chat_id=str(awa.id), text="Réponse", protect_content=True, disable_notification=True,
        reply_parameters={"message_id": asked.id}, reply_markup={"force_reply": True},
    )  # fmt: skip
    result = answer["result"]
    assert isinstance(result, dict)
    assert result["has_protected_content"] is True
    assert result["reply_to_message"]["message_id"] == asked.id
    shown = sim.last(awa)
    assert (shown.protected, shown.silent, shown.reply_to) == (True, True, asked)
    assert shown.markup == {"force_reply": True}
    with pytest.raises(PermissionError):
        sim.forward(awa, awa, shown)


@pytest.mark.asyncio
async def test_only_ones_own_text_can_be_edited_and_only_with_an_inline_keyboard(
    http: Http, sim: Simulator, awa: User
) -> None:
    theirs = sim.send_text(awa, awa, "Bonjour")
    answer = await http("editMessageText", chat_id=awa.id, message_id=theirs.id, text="x")
    assert "message can't be edited" in str(answer["description"])
    await http("sendMessage", chat_id=awa.id, text="Fiche", reply_markup=inline(callback_data="a"))
    number = sim.last(awa).id
    forced = {"force_reply": True}
    answer = await http("editMessageReplyMarkup", chat_id=awa.id, message_id=number, reply_markup=forced)
    assert "inline keyboard expected" in str(answer["description"])
    answer = await http("editMessageCaption", chat_id=awa.id, message_id=number, caption="x")
    assert "there is no caption" in str(answer["description"])
    assert (await http("editMessageReplyMarkup", chat_id=awa.id, message_id=number))["ok"]
    assert sim.last(awa).labels == []
    assert sim.last(awa).edited_at is None


@pytest.mark.asyncio
async def test_an_unknown_method_is_404_and_a_wrong_token_401(http: Http, sim: Simulator) -> None:
    answer = await http("sendRocket")
    assert (http.last_status, answer["ok"], answer["error_code"]) == (404, False, 404)
    async with http.client.get(f"{sim.url}/bot1:wrong/getMe") as refused:
        assert refused.status == 401


@pytest.mark.asyncio
async def test_only_an_administrator_pins_in_a_group(http: Http, sim: Simulator, team: Chat, karim: User) -> None:
    await http("sendMessage", chat_id=team.id, text="Carte")
    answer = await http("pinChatMessage", chat_id=team.id, message_id=1)
    assert "not enough rights" in str(answer["description"])
    sim.add_bot(team, karim, admin=True)
    assert (await http("pinChatMessage", chat_id=team.id, message_id=1))["ok"]
    assert team.pinned == [1]
