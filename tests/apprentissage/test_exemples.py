"""Du corpus aux cibles : la place de chaque repère, et des variantes abîmées qui ne la perdent pas."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Any

import pytest

from apprentissage.exemples import COURT, LONG_MAX, LONG_MIN, Exemple, abimer, allonger, exemple
from domain.signalement import Motif
from nlp.appris.decoupage import Decoupeur
from nlp.appris.etiquettes import ETIQUETTES, PLACES, preparer
from nlp.appris.modele import DOSSIER
from nlp.evaluation import CORPUS, lire_lignes

VIDE = dict.fromkeys(("residence", "batiment", "escalier", "etage", "logement"))


def ligne(texte: str, locataire: str | None = None, **lieu: str) -> dict[str, Any]:
    return {"text": texte, "motifs": [], "urgence": None, "lieu": {**VIDE, **lieu}, "locataire": locataire}


def places_de(e: Exemple) -> tuple[int, ...]:
    assert e.places is not None
    return e.places


def lus(texte: str, places: tuple[int, ...] | list[int]) -> dict[str, str]:
    """Ce que les places disent de chaque repère."""
    sortie: dict[str, str] = {}
    for caractere, place in zip(texte, places, strict=True):
        if PLACES[place] != "O":
            nom = PLACES[place][2:]
            sortie[nom] = sortie.get(nom, "") + caractere
    return sortie


def test_un_repere_est_place_apres_le_mot_qui_l_annonce() -> None:
    e = exemple(ligne("3 appels au 3e, bât 3 porte 12", batiment="3", logement="12"))
    rang = e.texte.index("bât 3") + 4
    assert PLACES[places_de(e)[rang]] == "B-batiment"
    assert lus(e.texte, places_de(e)) == {"batiment": "3", "logement": "12"}


def test_un_repere_de_plusieurs_mots_a_un_debut_et_une_suite() -> None:
    e = exemple(ligne("chez Mme Roy rien", locataire="Mme Roy"))
    noms = [PLACES[p] for p in places_de(e)]
    assert noms[5:12] == ["B-locataire", *["I-locataire"] * 6]
    assert set(noms[:5] + noms[12:]) == {"O"}


def test_un_repere_est_un_mot_entier_plutot_qu_un_bout_de_mot() -> None:
    e = exemple(ligne("Batignolles, la tour B fuit", batiment="B"))
    assert places_de(e)[e.texte.index("B fuit")] != 0
    assert places_de(e)[0] == 0


def test_un_repere_introuvable_ou_absent_n_est_pas_place() -> None:
    assert set(places_de(exemple(ligne("plus de nouvelles", batiment="C")))) == {0}
    sans = ligne("plus de nouvelles")
    del sans["lieu"]
    assert exemple(sans).places is None


def test_les_etiquettes_disent_motifs_urgence_et_signalement() -> None:
    e = exemple({**ligne("x"), "motifs": ["violence"], "urgence": "immediate"})
    donnees = {nom for nom, vrai in zip(ETIQUETTES, e.etiquettes, strict=True) if vrai}
    assert donnees == {Motif.VIOLENCE.value, "haute", "immediate", "signalement"}
    assert sum(exemple(ligne("x")).etiquettes) == 0


def test_presque_tous_les_reperes_du_corpus_sont_places() -> None:
    annotes = places = 0
    for annotee in lire_lignes(CORPUS / "ge.jsonl") + lire_lignes(CORPUS / "im.jsonl"):
        trouves = lus(annotee["text"], places_de(exemple(annotee)))
        reperes = {r: v for r, v in {**annotee["lieu"], "locataire": annotee["locataire"]}.items() if v}
        annotes += len(reperes)
        places += sum(trouves.get(r) == v for r, v in reperes.items())
    assert annotes > 500
    assert places > 0.98 * annotes


@pytest.mark.parametrize("graine", range(40))
def test_une_variante_abimee_garde_ses_places(graine: int) -> None:
    e = exemple(ligne("Résidence Lavoisier, bât C, porte 12 : Mme Roy", "Mme Roy", batiment="C", logement="12"))
    texte, places = abimer(e.texte, places_de(e), random.Random(graine))
    assert places is not None
    assert len(texte) == len(places)
    trouves = lus(texte, places)
    assert trouves["batiment"].lower() == "c"
    assert trouves["logement"] == "12"
    assert trouves["locataire"].lower() == "mme roy"


def test_les_variantes_different_et_se_rejouent() -> None:
    texte = "Résidence Lavoisier, toujours sans nouvelles."
    variantes = {abimer(texte, None, random.Random(g))[0] for g in range(60)}
    assert len(variantes) > 10
    assert texte in variantes
    assert abimer(texte, None, random.Random(3)) == abimer(texte, None, random.Random(3))


def test_un_texte_en_capitales_se_lit_en_minuscules_sans_changer_de_longueur() -> None:
    capitales = "MME ROY NE RÉPOND PLUS, BÂT C"
    assert preparer(capitales) == "mme roy ne répond plus, bât c"
    assert len(preparer("İSTANBUL ŒUVRE STRASSE")) == len("İSTANBUL ŒUVRE STRASSE")
    for intact in ("Mme Roy ne répond plus, BÂT C", "OK", "SVP 12"):
        assert preparer(intact) == intact


def test_preparer_les_cibles_et_les_seuils_se_passe_de_torch() -> None:
    verifier = "import sys, apprentissage.exemples, apprentissage.reglages; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", verifier], check=False).returncode == 0


def test_un_message_allonge_garde_ses_etiquettes_et_s_apprend_en_entier() -> None:
    alea, decoupeur = random.Random(3), Decoupeur((DOSSIER / "decoupage.model").read_bytes())
    lignes = [x for main in ("ae", "gj", "im", "lc") for x in lire_lignes(CORPUS / f"{main}.jsonl")]
    vides = [exemple(x) for x in lignes if not x["motifs"] and len(x["text"]) <= COURT]
    for x in (x for x in lignes if len(x["text"]) <= COURT):
        e = exemple(x)
        long = allonger(e, vides, alea)
        assert e.texte in long.texte
        assert long.etiquettes == e.etiquettes
        assert (long.places, long.pieges) == (None, None)
        assert LONG_MIN <= len(long.texte) <= LONG_MAX + 20
        assert len(decoupeur.decouper(long.texte).numeros) <= 510
