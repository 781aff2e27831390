"""Des nombres du réseau aux passages du texte, sur des places et des apports écrits à la main."""

from __future__ import annotations

import re

import numpy as np

from nlp.appris.etiquettes import PLACES
from nlp.appris.passages import PASSAGES_MAX, Bornes, Passage, Tableau, lire_reperes, mots_decisifs


def morceaux(texte: str) -> list[tuple[int, int]]:
    """Un morceau par mot, blanc de tête compris, comme les rend le découpage."""
    return [m.span() for m in re.finditer(r"\s*\S+", texte)]


def places(texte: str, **noms: str) -> tuple[Tableau, Bornes]:
    """Chaque mot cité porte sa place (« B_batiment »), à 0,9 ; les autres sont hors repère."""
    bornes = morceaux(texte)
    tableau = np.full((len(bornes), len(PLACES)), 0.01, np.float32)
    for rang, (a, b) in enumerate(bornes):
        nom = next((n for n, mot in noms.items() if texte[a:b].strip() == mot), "O")
        tableau[rang, PLACES.index(nom.replace("_", "-"))] = 0.9
    return tableau, bornes


def lus(texte: str, **noms: str) -> dict[str, str]:
    return {nom: texte[p.debut : p.fin] for nom, p in lire_reperes(*places(texte, **noms), texte).items()}


def apports(texte: str, **poids: float) -> tuple[Tableau, Bornes]:
    bornes = morceaux(texte)
    return np.array([poids.get(texte[a:b].strip(" ,."), 0.0) for a, b in bornes], np.float32), bornes


def decisifs(texte: str, *exclus: Passage, **poids: float) -> list[str]:
    return [texte[a:b] for a, b in mots_decisifs(*apports(texte, **poids), texte, exclus)]


def test_un_repere_et_sa_suite_font_un_passage() -> None:
    texte = "chez Mme Roy, bât C."
    assert lus(texte, B_locataire="Mme", I_locataire="Roy,", B_batiment="C.") == {
        "locataire": "Mme Roy",
        "batiment": "C",
    }


def test_un_repere_colle_a_son_mot_commence_apres_lui() -> None:
    texte = "batB fuite"
    tableau = np.full((3, len(PLACES)), 0.01, np.float32)
    tableau[1, PLACES.index("B-batiment")] = tableau[[0, 2], [0, 0]] = 0.9
    passage = lire_reperes(tableau, [(0, 3), (3, 4), (4, 10)], texte)["batiment"]
    assert texte[passage.debut : passage.fin] == "B"


def test_un_repere_coupe_s_etend_au_mot_entier() -> None:
    texte = "chez Benhaddou"
    tableau = np.full((3, len(PLACES)), 0.01, np.float32)
    tableau[1, PLACES.index("B-locataire")] = tableau[[0, 2], [0, 0]] = 0.9
    passage = lire_reperes(tableau, [(0, 4), (4, 8), (8, 14)], texte)["locataire"]
    assert texte[passage.debut : passage.fin] == "Benhaddou"


def test_de_deux_passages_le_plus_sur_est_garde() -> None:
    texte = "porte 12 ou 14"
    tableau, bornes = places(texte, B_logement="12")
    tableau[3] = 0.01
    tableau[3, PLACES.index("B-logement")] = 0.99
    passage = lire_reperes(tableau, bornes, texte)["logement"]
    assert texte[passage.debut : passage.fin] == "14"
    assert passage.surete > 0.98


def test_un_passage_de_ponctuation_n_est_pas_un_repere() -> None:
    assert lus("rien , ici", B_batiment=",") == {}


def test_les_mots_qui_pesent_sont_cites_dans_l_ordre_du_texte() -> None:
    texte = "il frappe souvent la voisine et ensuite elle crie"
    assert decisifs(texte, frappe=2.0, crie=3.0, souvent=0.1) == ["frappe", "crie"]


def test_deux_mots_voisins_se_citent_ensemble() -> None:
    assert decisifs("elle ne paye plus le loyer depuis mai", paye=2.0, plus=2.0) == ["paye plus"]
    assert decisifs("elle crie. frappe. rien", crie=2.0, frappe=2.0) == ["crie", "frappe"]


def test_un_mot_vide_ne_se_cite_pas_a_la_place_d_un_mot_plein() -> None:
    assert decisifs("elle est chez lui sans lumière", chez=5.0, lui=4.0, lumière=1.0) == ["lumière"]
    assert decisifs("elle est chez lui", chez=5.0, lui=1.0) == ["chez"]


def test_une_negation_est_citee_avec_son_verbe() -> None:
    assert decisifs("elle n'ouvre plus la porte", **{"n'ouvre": 3.0}) == ["n'ouvre plus"]


def test_un_mot_qui_plaide_contre_n_est_pas_cite() -> None:
    assert decisifs("aucun impayé chez lui", aucun=-3.0, impayé=1.0) == ["impayé"]
    assert decisifs("aucun souci chez lui", aucun=-3.0) == []


def test_le_nom_exclu_n_est_jamais_cite() -> None:
    texte = "Mme Roy crie la nuit"
    nom = Passage(0, 7, 0.9)
    assert decisifs(texte, nom, Mme=5.0, Roy=9.0, crie=1.0) == ["crie"]


def test_on_ne_cite_que_quelques_passages() -> None:
    mots = [f"alerte{c}" for c in "abcdefgh"]
    texte = " puis ensuite ".join(mots)
    assert len(decisifs(texte, **dict.fromkeys(mots, 1.0))) == PASSAGES_MAX
