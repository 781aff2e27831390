"""Une autre langue est reconnue ; un français fautif, en langage SMS ou mêlé d'un mot étranger ne l'est jamais."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy

from nlp.etat import etat
from nlp.langue.composant import Langue

MAINS = Path(__file__).parents[2] / "nlp" / "corpus" / "mains"
FAUTIVES = ("gj", "ge", "im")
"""Langage SMS ; peu à l'aise à l'écrit ; locataires dont le français n'est pas la langue (nlp/corpus/README.md)."""


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


@pytest.mark.parametrize("main", FAUTIVES)
def test_le_francais_fautif_du_corpus_n_est_jamais_pris_pour_une_autre_langue(
    langue: Langue, vide: spacy.Language, main: str
) -> None:
    lignes = (MAINS / f"{main}.jsonl").read_text(encoding="utf-8").splitlines()
    lues = [json.loads(ligne) for ligne in lignes]
    assert [ligne["id"] for ligne in lues if etrangere(langue, vide, ligne["text"])] == []
