"""Ce qu'on n'attend pas : textes énormes, toutes les écritures, HTML, boutons forgés, périmés, doublés."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dossier import EtatDossier
from domain.signalement import Motif
from simulator import ApiError, Message
from tests.bot.scene import DANGER, IMPAYES, PRENDRE, SITUE, Scene, lisible
from views.codec import MAX_BYTES, Action, Charge, decode, encode

LONG = (SITUE + ". " + "Merci à toute l'équipe pour les fleurs du hall. " * 100)[:4096]

ECRITURES = {
    "arabe": "السلام عليكم، المستأجر لا يدفع الإيجار",
    "hébreu": "הדייר לא משלם שכר דירה",
    "chinois": "租户三个月没有付房租",
    "japonais": "家賃を三か月払っていません",
    "coréen": "세 달째 월세를 내지 않습니다",
    "russe": "Он не платит за квартиру",
    "ukrainien": "Він не платить за квартиру",
    "grec": "Δεν πληρώνει το ενοίκιο",
    "arménien": "Նա չի վճարում վարձը",
    "géorgien": "ის არ იხდის ქირას",
    "hindi": "वह किराया नहीं देता",
    "bengali": "সে ভাড়া দেয় না",
    "tamoul": "அவர் வாடகை கொடுக்கவில்லை",
    "télougou": "అతను అద్దె చెల్లించడు",
    "thaï": "เขาไม่จ่ายค่าเช่า",
    "birman": "သူ အိမ်ငှားခ မပေးဘူး",
    "khmer": "គាត់មិនបង់ថ្លៃឈ្នួលទេ",
    "amharique": "ኪራይ አይከፍልም",
    "tibétain": "ཁོས་ཁང་གླ་མི་སྤྲོད།",
    "singhalais": "ඔහු කුලිය ගෙවන්නේ නැත",
    "turc": "Kirayı ödemiyor",
    "vietnamien": "Anh ấy không trả tiền thuê nhà",
}

TROP_VIEUX = ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")

HTML = "<b>M. Petit</b> aux Fauvettes ne paie plus son loyer <script>alert('1')</script> & <a href='x'>y</a>"


async def test_quatre_mille_caracteres_sont_lus_gardes_et_remontres_en_entier(scene: Scene) -> None:
    assert len(LONG) == 4096
    ref = await scene.envoyer(LONG)
    await scene.details(ref)
    await scene.calme()
    vus = " ".join(message.text for message in scene.sim.bot_messages(scene.chargee)).split()
    assert " ".join(LONG.split()) in " ".join(vus)
    assert scene.sim.last(scene.chargee).has_button(PRENDRE)
    assert all(message.protected for message in scene.sim.bot_messages(scene.chargee))


async def test_un_message_sans_un_mot_demande_des_mots(scene: Scene) -> None:
    for texte in ("🙂", "🙂🙃 👩‍👩‍👧", "…", "???", "\u202e\u200f", "\u200d\ufe0f", "-"):
        assert "Décrivez la situation" in await scene.demander(scene.gardienne, texte)
    assert not await scene.lignes("SELECT id FROM signalements")


async def test_toutes_les_ecritures_recoivent_une_fiche_et_se_requalifient(scene: Scene) -> None:
    assert len(ECRITURES) >= 20
    for texte in ECRITURES.values():
        fiche = await scene.ecrire(scene.gardienne, texte)
        assert fiche.has_button("Annuler")
        assert "pas pu être traité" not in fiche.text
    assert len(await scene.lignes("SELECT id FROM signalements")) == len(ECRITURES)
    assert not await scene.lignes("SELECT id FROM inbox WHERE etat = 'ecarte'")


async def test_le_html_d_un_message_se_montre_tel_quel(scene: Scene) -> None:
    ref = await scene.envoyer(HTML)
    fiche = await scene.details(ref)
    assert HTML in fiche.text
    assert scene.pannes() == 0


async def test_des_noms_et_des_lieux_en_html_ou_tres_longs_ne_cassent_aucune_fiche(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    await scene.appuyer(scene.gardienne, fiche, "Locataire")
    nom = "<i>Jean & Marie</i> de la Tour-d’Auvergne-Lauraguais"
    fiche = await scene.ecrire(scene.gardienne, nom)
    assert f"Locataire : {nom}" in fiche.text
    await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    assert nom in (await scene.details("V-26-0001")).text
    assert scene.pannes() == 0


async def test_un_nom_de_residence_et_de_personne_en_html_ou_tres_long_passe_partout(scene: Scene) -> None:
    long = "<b>Les Fauvettes</b> & Cie " + "é" * 150
    await scene.faire(f"UPDATE residences SET nom = '{long}' WHERE nom = 'Les Fauvettes'")
    fiche = await scene.ecrire(scene.gardienne, IMPAYES)
    await scene.appuyer(scene.gardienne, fiche, long[:24])
    await scene.appuyer(scene.gardienne, fiche, "Envoyer")
    carte = await scene.prendre("V-26-0001")
    assert long in carte.text
    await scene.details("V-26-0001")
    assert scene.pannes() == 0


FORGES = [
    "", "x", "1", "1|en", "1|en|1|1", "0|en|1|1|", "2|en|1|1|", "1|zz|1|1|", "1|en|-1|1|", "1|en|1|-1|", "1|en|1e3|1|",
    "1|en|١|1|", "1|en|99999999999999999999|1|", "1|en|999999|0|", "1|mo|1|0|inconnu", "1|mo|1|0|", "1|ur|1|0|folle",
    "1|re|1|0|x", "1|re|1|0|99999999", "1|re|1|0|-1", "1|re|1|0|" + "9" * 40, "1|m|1|0|ailleurs",
    "1|m|1|0|residences:x", "1|m|1|0|",
    "1|cl|1|0|objectifs", "1|ra|1|0|absent", "1|ro|1|0|charge", "1|av|1|0|tous", "1|ec|1|0|cloture", "1|co|1|0|",
    "1|rq|1|0|", "1|er|1|0|", "' OR 1=1 --", "\u0000", "é" * 32,
]  # fmt: skip


async def test_aucun_bouton_forge_ne_change_rien_ni_ne_reste_sans_reponse(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    texte = fiche.text
    for data in FORGES:
        await scene.appuyer(scene.gardienne, fiche, data, forged=True)
    assert fiche.text == texte
    assert fiche.has_button("Envoyer")
    assert not await scene.dossiers()
    assert not await scene.lignes("SELECT id FROM inbox WHERE etat = 'ecarte'"), "un appui forgé n'est pas une panne"


VALEURS = ["", "inconnu", "absent", "cloture", "reloge", "erreur", "-1", "9" * 30]


async def test_aucune_valeur_forgee_ne_casse_la_fiche_d_un_dossier(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    fiche = await scene.details(ref)
    for action in (Action.RESULTAT, Action.CLOTURER, Action.ECRAN):
        _, _, carte, etape, _ = str(fiche.buttons[0].data).split("|")
        for valeur in ("inconnu", "", "9" * 30):
            await scene.appuyer(scene.chargee, fiche, f"1|{action.value}|{carte}|{etape}|{valeur}", forged=True)
    assert (await scene.dossiers())[0].etat is EtatDossier.PRIS_EN_CHARGE
    assert not await scene.lignes("SELECT id FROM inbox WHERE etat = 'ecarte'")


async def test_un_bouton_perime_dit_que_la_fiche_a_change(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    await scene.appuyer(scene.gardienne, fiche, "Motifs")
    ancien = str(fiche.button(Motif.INCURIE.libelle).data)
    await scene.appuyer(scene.gardienne, fiche, "Retour")
    assert "Cette fiche a changé" in await scene.appuyer(scene.gardienne, fiche, ancien, forged=True)
    assert Motif.INCURIE.libelle not in fiche.text


async def test_envoyer_deux_fois_n_ouvre_qu_un_dossier(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    appuis = [scene.sim.press(scene.gardienne, fiche, "Envoyer") for _ in range(2)]
    reponses = [lisible((await scene.sim.wait_answer(appui)).text) for appui in appuis]
    await scene.calme()
    assert reponses == ["V-26-0001 : signalement envoyé.", "V-26-0001 : ce signalement est déjà envoyé."]
    assert len(await scene.dossiers()) == 1


async def test_un_motif_appuye_deux_fois_ne_bascule_qu_une_fois(scene: Scene) -> None:
    fiche = await scene.ecrire(scene.gardienne, SITUE)
    await scene.appuyer(scene.gardienne, fiche, "Motifs")
    for _ in range(2):
        scene.sim.press(scene.gardienne, fiche, Motif.INCURIE.libelle)
    await scene.calme()
    assert Motif.INCURIE.libelle in fiche.text


async def test_un_resultat_appuye_deux_fois_ne_compte_qu_un_echec(scene: Scene) -> None:
    ref = await scene.envoyer()
    await scene.prendre(ref)
    fiche = await scene.details(ref)
    for _ in range(2):
        scene.sim.press(scene.chargee, fiche, "Absent")
    await scene.calme()
    async with scene.base.read() as unit:
        tentatives = await unit.dossiers.tentatives(1)
    assert [t.resultat for t in tentatives] == ["absent", None]


async def test_une_mise_a_jour_remise_deux_fois_n_a_qu_un_effet(scene: Scene) -> None:
    scene.sim.send_text(scene.gardienne, scene.gardienne, DANGER)
    envoi = scene.sim.state.queue.pending[0]
    fiche = await scene.sim.wait_message(scene.gardienne, "V-26-0001")
    await scene.calme()
    carte = await scene.carte("V-26-0001")
    scene.sim.press(scene.chargee, carte, PRENDRE)
    appui = scene.sim.state.queue.pending[0]
    await scene.calme()
    avant = scene.sim.transcript()
    for update in (envoi, appui):
        scene.sim.state.queue.redeliver(update)
    await scene.calme()
    assert scene.sim.transcript() == avant
    assert len(await scene.dossiers()) == 1
    assert len(await scene.actes("prise_en_charge")) == 1
    assert fiche.edited


async def test_un_appui_trop_vieux_pour_etre_repondu_fait_quand_meme_son_effet(scene: Scene) -> None:
    ref = await scene.envoyer()
    carte = await scene.carte(ref)
    scene.sim.fail("answerCallbackQuery", TROP_VIEUX)
    scene.sim.press(scene.chargee, carte, PRENDRE)
    await scene.calme()
    assert "Pris en charge par Solène Kerbrat" in carte.text
    assert not await scene.lignes("SELECT id FROM inbox WHERE etat = 'ecarte'")


def boutons(messages: list[Message]) -> set[str]:
    return {str(bouton.data) for message in messages for bouton in message.buttons}


async def test_tout_bouton_montre_tient_en_64_octets_et_se_relit(scene: Scene) -> None:
    await scene.faire("UPDATE cards SET id = id + 4000000000000")
    sim = scene.sim
    fiche = await scene.ecrire(scene.gardienne, IMPAYES)
    vus = boutons([fiche])
    for ecran in ("Motifs", "Retour", "Urgence", "Retour", "Lieu", "Résidence", "Retour", "Les Fauvettes", "Envoyer"):
        await scene.appuyer(scene.gardienne, fiche, ecran)
        vus |= boutons([fiche])
    carte = await scene.carte("V-26-0001")
    for ecran in ("Réorienter", "Retour", "Avis de la cellule", "Retour", PRENDRE):
        await scene.appuyer(scene.chargee, carte, ecran)
        vus |= boutons([carte])
    details = await scene.details("V-26-0001")
    for ecran in ("Clôturer", "Relogé"):
        vus |= boutons([details])
        await scene.appuyer(scene.chargee, details, ecran)
    vus |= boutons(sim.bot_messages(scene.chargee))
    assert len(vus) > 40
    for data in vus:
        assert len(data.encode()) <= MAX_BYTES
        assert decode(data) is not None


@given(st.sampled_from(Action), st.integers(0, 10**15 - 1), st.integers(0, 10**6), st.text(max_size=20))
def test_tout_bouton_qui_tient_se_relit_et_les_autres_sont_refuses(
    action: Action, fiche: int, etape: int, valeur: str
) -> None:
    charge = Charge(action, fiche, etape, valeur)
    longueur = len(f"1|{action.value}|{fiche}|{etape}|{valeur}".encode(errors="surrogatepass"))
    if longueur <= MAX_BYTES:
        assert decode(encode(charge)) == charge
    else:
        with pytest.raises(ValueError, match="trop long"):
            encode(charge)


@given(st.text(max_size=70))
def test_aucune_charge_ne_fait_echouer_la_lecture(data: str) -> None:
    assert decode(data) is None or isinstance(decode(data), Charge)
