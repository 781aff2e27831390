"""Une autre langue est reconnue ; un français fautif, en langage SMS ou mêlé d'un mot étranger ne l'est jamais."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy

from nlp.etat import etat
from nlp.langue.composant import Langue

MAINS = sorted((Path(__file__).parents[2] / "nlp" / "corpus").glob("*/*.jsonl"))
"""Toutes, langage SMS, peu à l'aise à l'écrit et français d'étrangers compris."""


@pytest.fixture(scope="module")
def langue() -> Langue:
    return Langue()


@pytest.fixture(scope="module")
def vide() -> spacy.Language:
    return spacy.blank("fr")


def etrangere(langue: Langue, vide: spacy.Language, texte: str) -> bool:
    return etat(langue(vide.make_doc(texte))).langue_etrangere


@pytest.mark.parametrize(
    "texte",
    [
        "Hello, my neighbour is not answering the door and I am really worried about her",
        "Buenos días, mi vecina no abre la puerta desde hace una semana y estoy muy preocupada",
        "Bom dia, a minha vizinha não abre a porta há uma semana e eu estou muito preocupada com ela",
        "Buongiorno, la mia vicina non apre la porta da una settimana e sono molto preoccupata per lei",
        "Guten Tag, meine Nachbarin öffnet seit einer Woche die Tür nicht und ich mache mir große Sorgen",
        "Сосед не открывает дверь уже неделю",
        "جارتي لا تفتح الباب منذ أسبوع",
        "邻居一个星期没有开门了",
        "La vecina grita toda la noche y dice que la vigilan por la televisión",
        "Merhaba, üst kattaki yaşlı kadın bir haftadır kapıyı açmıyor",
        "Bà hàng xóm tầng ba không mở cửa đã một tuần nay",
        "Fqinja e katit të tretë nuk e hap derën prej një jave",
    ],
)
def test_une_autre_langue_est_reconnue(langue: Langue, vide: spacy.Language, texte: str) -> None:
    assert etrangere(langue, vide, texte)


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "ok",
        "🙏🙏🙏",
        "12",
        "slt jc pa koi fer la dame du 3 repon pu dpuis 5j",
        "Mme Roy told me qu'elle ne paye plus son loyer depuis mai",
        "M. Нгуен ne répond plus depuis une semaine",
        "MME ROY NE REPOND PLUS",
    ],
)
def test_un_message_court_fautif_ou_mele_reste_francais(langue: Langue, vide: spacy.Language, texte: str) -> None:
    assert not etrangere(langue, vide, texte)


def test_le_francais_du_corpus_n_est_jamais_pris_pour_une_autre_langue(langue: Langue, vide: spacy.Language) -> None:
    lues = [json.loads(ligne) for main in MAINS for ligne in main.read_text(encoding="utf-8").splitlines()]
    assert len(lues) > 15_000
    assert [ligne["id"] for ligne in lues if etrangere(langue, vide, ligne["text"])] == []
