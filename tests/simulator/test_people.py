"""What people do, as updates both libraries can read."""

from datetime import UTC, datetime

import pytest
from aiogram import types
from telegram import Update as PtbUpdate

from simulator import ApiError, Chat, Json, Simulator, User
from tests.simulator.conftest import Http

pytestmark = pytest.mark.asyncio


async def updates(http: Http) -> list[types.Update]:
    """What waits for the bot, read by aiogram after PTB read it too."""
    found: list[Json] = (await http("getUpdates"))["result"]  # type: ignore[assignment]
    for update in found:
        assert PtbUpdate.de_json(dict(update), None).update_id == update["update_id"]
    return [types.Update.model_validate(update) for update in found]


async def test_a_start_link_carries_its_payload_as_a_command(http: Http, sim: Simulator) -> None:
    lucie = sim.add_user("Lucie", language_code="fr")
    sim.start(lucie, "inv_A-1")
    message = (await updates(http))[0].message
    assert message is not None
    assert message.text == "/start inv_A-1"
    assert [(e.type, e.length) for e in message.entities or []] == [("bot_command", 6)]
    assert message.from_user is not None
    assert (message.from_user.is_bot, message.from_user.language_code) == (False, "fr")
    assert lucie.started
    with pytest.raises(ValueError, match="payload"):
        sim.start(lucie, "é")


async def test_each_kind_of_message_arrives_whole(http: Http, sim: Simulator, awa: User) -> None:
    first = sim.send_text(awa, awa, "Bonjour")
    sim.send_photo(awa, awa, "Hall", media_group_id="7")
    sim.send_voice(awa, awa, seconds=9)
    sim.send_document(awa, awa, b"%PDF", "bail.pdf")
    sim.send_location(awa, awa, 48.5, 2.5, reply_to=first)
    sim.send_sticker(awa, awa)
    sim.forward(awa, awa, first)
    sim.edit_text(first, "Bonsoir")
    _text, photo, voice, document, place, sticker, forward, edited = await updates(http)
    assert photo.message is not None
    assert photo.message.photo
    assert (photo.message.caption, photo.message.media_group_id) == ("Hall", "7")
    assert voice.message is not None
    assert voice.message.voice is not None
    assert voice.message.voice.duration == 9
    assert document.message is not None
    assert document.message.document is not None
    assert document.message.document.mime_type == "application/pdf"
    assert place.message is not None
    assert place.message.location
    assert place.message.reply_to_message
    assert sticker.message is not None
    assert sticker.message.sticker
    assert forward.message is not None
    assert forward.message.forward_origin
    assert edited.edited_message
    assert edited.edited_message.text == "Bonsoir"


async def test_a_press_says_who_where_and_what(http: Http, sim: Simulator, team: Chat, karim: User, awa: User) -> None:
    keyboard = {"inline_keyboard": [[{"text": "🙋 Je prends en charge", "callback_data": "p:42"}]]}
    await http("sendMessage", chat_id=team.id, text="Carte", reply_markup=keyboard)
    card = sim.last(team)
    sim.press(karim, card, "Je prends")
    sim.press(awa, card, "p:42")
    sim.press(awa, card, "forgé", forged=True)
    presses = [update.callback_query for update in await updates(http)]
    assert [p.data for p in presses if p] == ["p:42", "p:42", "forgé"]
    assert len({p.chat_instance for p in presses if p}) == 1
    assert len({p.id for p in presses if p}) == 3
    with pytest.raises(LookupError, match="no button « Rendre »"):
        sim.press(karim, card, "Rendre")
    stranger = sim.add_user("Inconnu")
    with pytest.raises(PermissionError):
        sim.press(stranger, card, "Je prends")


async def test_a_press_under_a_deleted_message_comes_without_its_content(http: Http, sim: Simulator, awa: User) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Envoyer", "callback_data": "s"}]]}
    await http("sendMessage", chat_id=awa.id, text="Carte", reply_markup=keyboard)
    card = sim.last(awa)
    await http("deleteMessage", chat_id=awa.id, message_id=card.id)
    sim.press(awa, card, "Envoyer")
    query = (await updates(http))[0].callback_query
    assert query is not None
    assert isinstance(query.message, types.InaccessibleMessage)


async def test_blocking_and_unblocking_are_told(http: Http, sim: Simulator, awa: User) -> None:
    sim.block(awa)
    sim.start(awa)
    moves = [update.my_chat_member for update in await updates(http) if update.my_chat_member]
    assert [(m.old_chat_member.status, m.new_chat_member.status) for m in moves] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_the_bot_hears_when_it_enters_and_leaves_a_group(http: Http, sim: Simulator, karim: User) -> None:
    group = sim.add_group("Cellule", [karim], bot_status="left")
    sim.send_text(karim, group, "avant, elle n'entend pas")
    sim.add_bot(group, karim, admin=True)
    sim.send_text(karim, group, "/lier cellule")
    sim.kick_bot(group, karim)
    sim.send_text(karim, group, "après non plus")
    seen = await updates(http)
    assert [u.message.text for u in seen if u.message and u.message.text] == ["/lier cellule"]
    assert [u.my_chat_member.new_chat_member.status for u in seen if u.my_chat_member] == ["administrator", "kicked"]


async def test_in_privacy_mode_only_commands_replies_and_mentions_are_heard(karim: User) -> None:
    sim = Simulator(privacy_mode=True)
    lea = sim.add_user("Léa")
    group = sim.add_group("Équipe", [lea])
    sim.send_text(lea, group, "bavardage")
    sim.send_text(lea, group, "/veille")
    sim.send_text(lea, group, "merci @vigie_demo_bot")
    assert sim.pending_updates == 2


async def test_a_migration_is_told_on_both_sides(http: Http, sim: Simulator, team: Chat, karim: User) -> None:
    new = sim.migrate_group(team)
    old_side, new_side = [update.message for update in await updates(http)]
    assert old_side is not None
    assert new_side is not None
    assert (old_side.chat.id, old_side.migrate_to_chat_id) == (team.id, new.id)
    assert (new_side.chat.id, new_side.migrate_from_chat_id) == (new.id, team.id)
    assert new_side.chat.type == "supergroup"
    assert sim.send_text(karim, team, "ici").chat is new
    with pytest.raises(ApiError):
        sim.migrate_group(new)


async def test_dates_are_whole_seconds_of_the_given_clock(http: Http) -> None:
    moment = datetime(2026, 11, 24, 9, 5, 0, 900_000, tzinfo=UTC)
    sim = Simulator(now=lambda: moment)
    awa = sim.add_user("Awa")
    assert sim.send_text(awa, awa, "Bonjour").to_json()["date"] == int(moment.timestamp())


async def test_message_ids_count_per_chat_and_nobody_writes_elsewhere(
    sim: Simulator, team: Chat, awa: User, karim: User
) -> None:
    assert [sim.send_text(awa, team, "a").id, sim.send_text(awa, awa, "b").id] == [1, 1]
    with pytest.raises(PermissionError):
        sim.send_text(karim, awa, "chez elle")
    sim.leave(team, awa)
    with pytest.raises(PermissionError):
        sim.send_text(awa, team, "partie")
    sim.join(team, awa)
    assert sim.messages(team)[-1].service


async def test_waiting_tells_what_was_on_the_screens_when_it_fails(sim: Simulator, awa: User) -> None:
    sim.send_text(awa, awa, "Bonjour")
    with pytest.raises(AssertionError, match=r"(?s)« Bienvenue » did not come.*Awa Diallo: Bonjour"):
        await sim.wait_message(awa, "Bienvenue", timeout=0)
