"""La petite langue des indices, la correction gardée et l'absence d'import inutile."""

import subprocess
import sys

import pytest

from nlp.indices.donnees import indices_des_motifs, listes_communes
from nlp.indices.syntaxe import LigneIllisible, Mot, Trou, lire_ligne
from nlp.normaliseur.correction import Correcteur
from nlp.texte import mot_nu


def test_un_mot_etoile_un_trou_et_un_mot() -> None:
    (suite,) = lire_ligne("répond* ... plus", {})
    assert suite == (Mot(frozenset({"repond*"})), Trou(3), Mot(frozenset({"plus"})))


def test_un_choix_de_mots_tient_en_un_jeton() -> None:
    (suite,) = lire_ligne("dette|arriere locati*?", {})
    assert suite == (Mot(frozenset({"dette", "arriere"})), Mot(frozenset({"locati*"}), facultatif=True))


def test_un_choix_de_suites_se_deplie() -> None:
    assert len(lire_ligne("(sans / plus de) nouvelle*", {})) == 2


def test_une_liste_nommee_se_lit() -> None:
    (suite,) = lire_ligne("@payer rien", {"payer": "paie, verse"})
    assert suite[0] == Mot(frozenset({"paie", "verse"}))


@pytest.mark.parametrize("ligne", ["(sans", "sans)", "@inconnue", "...", "| a"])
def test_une_ligne_mal_ecrite_est_refusee(ligne: str) -> None:
    with pytest.raises(LigneIllisible):
        lire_ligne(ligne, {})


def test_toutes_les_listes_livrees_se_lisent() -> None:
    assert len(list(indices_des_motifs(listes_communes()))) > 500


@pytest.mark.parametrize(
    ("mot", "corrige"),
    [
        ("lassignation", "assignation"),
        ("violennce", "violence"),
        ("voilence", "violence"),
        ("menage", "menage"),
        ("larmes", "larmes"),
        ("prix", "prix"),
    ],
)
def test_une_faute_evidente_est_corrigee_mais_pas_un_vrai_mot(mot: str, corrige: str) -> None:
    correcteur = Correcteur({"assignation", "violence", "menace", "armes"}, {"frapp"}, {"menage", "larmes"})
    assert correcteur.corriger(mot) == corrige


def test_le_repli_ote_casse_accents_et_elision() -> None:
    assert mot_nu("L’") == "l"
    assert mot_nu("ÉTÉ") == "ete"
    assert mot_nu("cœur") == "coeur"


def test_importer_nlp_n_importe_pas_spacy() -> None:
    code = "import sys, nlp, nlp.evaluation; raise SystemExit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
