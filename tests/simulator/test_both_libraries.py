"""What the two libraries send, unmodified, and what they understand of the answers."""

import asyncio

import pytest

from simulator import Chat, Simulator, User
from simulator.sample import mailbox_picture
from tests.simulator.conftest import Http, Library

pytestmark = pytest.mark.asyncio
KEYS = [[("✅ Envoyer", "s:1"), ("Annuler", "a:1")]]


async def test_a_message_shows_its_text_and_its_buttons(library: Library, sim: Simulator, awa: User) -> None:
    number = await library.send(awa.id, "Bonjour Awa", KEYS)
    shown = sim.last(awa)
    assert (shown.id, shown.text, shown.labels) == (number, "Bonjour Awa", ["✅ Envoyer", "Annuler"])
    assert shown.button("envoyer").data == "s:1"


async def test_html_becomes_plain_text_with_entities(library: Library, sim: Simulator, awa: User) -> None:
    await library.send(awa.id, "😀 <b>Urgence</b> &lt;haute&gt;", html=True)
    assert sim.last(awa).text == "😀 Urgence <haute>"
    assert sim.last(awa).entities == [{"type": "bold", "offset": 3, "length": 7}]


async def test_an_edit_replaces_the_text_and_keeps_the_former_one(library: Library, sim: Simulator, awa: User) -> None:
    number = await library.send(awa.id, "Brouillon", KEYS)
    await library.edit(awa.id, number, "Envoyé")
    shown = sim.last(awa)
    assert (shown.text, shown.labels, shown.edited) == ("Envoyé", [], True)
    assert [version.text for version in shown.history] == ["Brouillon"]


async def test_an_edit_that_changes_nothing_is_refused(library: Library, awa: User) -> None:
    number = await library.send(awa.id, "Brouillon", KEYS)
    with pytest.raises(library.bad_request, match=r"(?i)message is not modified"):
        await library.edit(awa.id, number, "Brouillon", KEYS)


async def test_a_deleted_message_is_gone_and_cannot_be_edited(library: Library, sim: Simulator, awa: User) -> None:
    number = await library.send(awa.id, "Oups")
    await library.delete(awa.id, number)
    assert sim.messages(awa) == []
    with pytest.raises(library.bad_request, match=r"(?i)message to edit not found"):
        await library.edit(awa.id, number, "Autre")


async def test_a_press_is_answered_once_to_that_person(
    library: Library, sim: Simulator, team: Chat, karim: User, awa: User
) -> None:
    await library.send(team.id, "V-26-0042", [[("Je prends en charge", "p:42")]])
    press = sim.press(karim, sim.last(team), "je prends")
    await library.answer(press.query_id, "C'est noté", alert=True)
    answer = await sim.wait_answer(press)
    assert (answer.text, answer.show_alert, answer.user) == ("C'est noté", True, karim)
    assert sim.last_answer(awa) is None


async def test_an_old_or_unknown_press_cannot_be_answered(library: Library, sim: Simulator, awa: User) -> None:
    await library.send(awa.id, "Fiche", KEYS)
    press = sim.press(awa, sim.last(awa), "Envoyer")
    sim.expire_callbacks()
    for query in (press.query_id, "999"):
        with pytest.raises(library.bad_request, match=r"(?i)query is too old"):
            await library.answer(query)


async def test_a_photo_and_a_document_come_back_as_they_were_sent(library: Library, sim: Simulator, awa: User) -> None:
    picture = mailbox_picture()
    photo = await library.photo(awa.id, picture, "Boîte pleine")
    assert sim.last(awa).text == "Boîte pleine"
    document = await library.document(awa.id, b"%PDF-1.7", "fiche.pdf")
    assert sim.last(awa).file is not None
    assert sim.last(awa).content["document"].items() >= {"file_name": "fiche.pdf", "file_size": 8}.items()  # type: ignore[attr-defined]
    assert await library.download(photo) == picture
    assert await library.download(document) == b"%PDF-1.7"


async def test_the_photo_of_somebody_downloads(library: Library, sim: Simulator, awa: User) -> None:
    sent = sim.send_photo(awa, awa, "Hall")
    assert sent.file is not None
    assert await library.download(sent.file.file_id) == sent.file.data


async def test_an_album_shares_one_group(library: Library, sim: Simulator, awa: User) -> None:
    groups = await library.album(awa.id, [mailbox_picture(), mailbox_picture()])
    assert len(groups) == 2
    assert len(set(groups)) == 1


async def test_a_photo_can_be_replaced_in_place(library: Library, sim: Simulator, awa: User) -> None:
    await library.photo(awa.id, mailbox_picture(), "une")
    await library.replace_photo(awa.id, sim.last(awa).id, mailbox_picture())
    assert [message.text for message in sim.messages(awa)] == ["autre"]


async def test_menus_chats_and_members_are_read_back(library: Library, sim: Simulator, team: Chat, karim: User) -> None:
    assert await library.commands(team.id, ["lier", "aide"]) == ["lier", "aide"]
    assert await library.about(team.id, karim.id) == ("Équipe Nord", "creator", 3)


async def test_every_refusal_becomes_the_right_exception(
    library: Library, sim: Simulator, awa: User, team: Chat
) -> None:
    stranger = sim.add_user("Inconnu")
    with pytest.raises(library.forbidden, match="can't initiate conversation"):
        await library.send(stranger.id, "Bonjour")
    with pytest.raises(library.bad_request, match=r"(?i)chat not found"):
        await library.send(-77, "Bonjour")
    sim.block(awa)
    with pytest.raises(library.forbidden, match=r"(?i)blocked by the user"):
        await library.send(awa.id, "Bonjour")
    sim.kick_bot(team, awa)
    with pytest.raises(library.forbidden, match="kicked from the group chat"):
        await library.send(team.id, "Bonjour")


async def test_a_planned_429_gives_its_delay_then_passes(library: Library, sim: Simulator, awa: User) -> None:
    sim.too_many_requests("sendMessage", retry_after=7, where=awa)
    with pytest.raises(library.retry_after) as caught:
        await library.send(awa.id, "Bonjour")
    assert "7" in str(caught.value)
    assert sim.messages(awa) == []
    await library.send(awa.id, "Bonjour")
    assert [call.ok for call in sim.calls("sendMessage", awa)] == [False, True]


async def test_a_migrated_group_says_where_it_went(library: Library, sim: Simulator, team: Chat) -> None:
    await library.send(team.id, "avant")
    new = sim.migrate_group(team)
    with pytest.raises(library.migrated, match=str(new.id)):
        await library.send(team.id, "perdu")
    await library.send(new.id, "après")
    assert [message.text for message in sim.bot_messages(team)] == ["après"]


async def test_a_500_and_a_cut_connection_are_told_apart_from_refusals(
    library: Library, sim: Simulator, awa: User
) -> None:
    sim.fail("sendMessage")
    with pytest.raises(library.server_error):
        await library.send(awa.id, "un")
    sim.fail("sendMessage", kind="refuse")
    with pytest.raises(library.network):
        await library.send(awa.id, "deux")
    async with sim.unreachable():
        with pytest.raises(library.network):
            await library.send(awa.id, "trois")
    assert sim.messages(awa) == []
    await library.send(awa.id, "quatre")


async def test_a_message_can_be_stored_though_its_answer_is_lost(library: Library, sim: Simulator, awa: User) -> None:
    sim.drop_after_accepting("sendMessage")
    with pytest.raises(library.network):
        await library.send(awa.id, "Doute")
    assert [message.text for message in sim.messages(awa)] == ["Doute"]
    call = sim.calls("sendMessage")[0]
    assert (call.accepted, call.response) == (True, None)


async def test_an_answer_can_hang_until_the_bot_gives_up(library: Library, sim: Simulator, awa: User) -> None:
    sim.hang_after_accepting("sendMessage")
    sending = asyncio.ensure_future(library.send(awa.id, "Doute"))
    await sim.wait_message(awa, "Doute")
    assert not sending.done()
    sending.cancel()


async def test_a_second_poll_ends_the_first_with_409(library: Library, sim: Simulator, http: Http) -> None:
    first = asyncio.ensure_future(library.updates(seconds=10))
    await sim.wait_until(lambda: sim.calls("getUpdates"))
    assert (await http("getUpdates"))["result"] == []
    with pytest.raises(library.conflict, match="terminated by other getUpdates"):
        await first


async def test_what_is_below_the_offset_is_confirmed_and_the_rest_comes_again(
    library: Library, sim: Simulator, awa: User
) -> None:
    for word in ("un", "deux", "trois"):
        sim.send_text(awa, awa, word)
    first, second, third = await library.updates()
    assert (first + 1, first + 2) == (second, third)
    assert await library.updates(offset=second) == [second, third]
    assert await library.updates() == [second, third]
    assert await library.updates(offset=third + 1) == []
    assert sim.pending_updates == 0


async def test_a_long_poll_ends_as_soon_as_somebody_writes(library: Library, sim: Simulator, awa: User) -> None:
    polling = asyncio.ensure_future(library.updates(seconds=20))
    await sim.wait_until(lambda: sim.calls("getUpdates"))
    sim.send_text(awa, awa, "Bonjour")
    assert len(await asyncio.wait_for(polling, 2)) == 1
