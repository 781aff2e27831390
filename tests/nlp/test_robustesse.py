"""Tout texte se classe sans erreur, et la casse ou les accents n'y changent rien."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.signalement import Analyse, Motif
from nlp import Classifieur
from tests.nlp import exemples

BIZARRES = [
    "",
    " ",
    "\n\n\n",
    "😀😀😀",
    "\x00\x01\x02",
    "\ud800 moitié de code",
    "<b>il la frappe</b> &amp; <script>alert(1)</script>",
    "a" * 5000,
    "pas " * 2000,
    "." * 4096,
    "il ne paie plus " * 400,
    "لا يدفع الإيجار",
    "他不再付房租",
    "он не платит за квартиру",
    "ไม่จ่ายค่าเช่า",
    "e\u0301te\u0301 impaye\u0301",
    "il\u00a0la\u202ffrappe",
    "‮texte inversé‬ impayé",
    "(((((((((((((((",
    "' ’ - -- ' n' l' d' qu'",
]
PHRASE = (
    "il elle mr mme dupont ne n pas plus loyer paie repond la frappe odeur mort si mais et , . ! 3 mois chez bat B "
    "2e voisin aucun tout va bien decede hopital seul ouvre courrier dette à jour"
)
MOTS = st.sampled_from(PHRASE.split())
TEXTES = [t for liste in (exemples.QUALIFIES, exemples.PRINCIPAUX, exemples.TECHNIQUES) for t, _ in liste]


def _est_saine(texte: str, analyse: Analyse) -> None:
    ordre = [list(Motif).index(m) for m in analyse.motifs]
    assert ordre == sorted(set(ordre))
    assert set(analyse.motifs).isdisjoint(analyse.a_verifier)
    assert (analyse.urgence is None) == (not analyse.motifs)
    for indice in analyse.indices:
        assert 0 <= indice.debut < indice.fin <= len(texte)
    assert {i.motif for i in analyse.indices} >= set(analyse.motifs)
    assert all(0 <= s <= 1 for s in analyse.scores.values())


@pytest.mark.parametrize("texte", BIZARRES, ids=range(len(BIZARRES)))
def test_un_texte_bizarre_ne_leve_pas(classifieur: Classifieur, texte: str) -> None:
    _est_saine(texte, classifieur.analyser(texte))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_tout_texte_donne_une_analyse_saine(classifieur: Classifieur, texte: str) -> None:
    _est_saine(texte, classifieur.analyser(texte))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOTS, max_size=25).map(" ".join))
def test_tout_assemblage_de_mots_du_metier_donne_une_analyse_saine(classifieur: Classifieur, texte: str) -> None:
    _est_saine(texte, classifieur.analyser(texte))


@pytest.mark.parametrize("texte", TEXTES, ids=range(len(TEXTES)))
def test_ni_la_casse_ni_les_accents_ne_changent_les_motifs(regles: Classifieur, texte: str) -> None:
    motifs = regles.analyser(texte).motifs
    nu = "".join(c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c))
    assert regles.analyser(texte.upper()).motifs == motifs
    assert regles.analyser(nu).motifs == motifs


def test_le_meme_texte_donne_toujours_la_meme_analyse(classifieur: Classifieur) -> None:
    texte = "mr dupont bat B 2e etage repond plus a nos courriers et il doit 3 mois de loyer"
    assert classifieur.analyser(texte) == classifieur.analyser(texte)


def test_le_message_du_parcours_donne_sa_fiche(classifieur: Classifieur) -> None:
    texte = "mr dupont bat B 2e etage repond plus a nos courriers et il doit 3 mois de loyer"
    analyse = classifieur.analyser(texte)
    assert analyse.motifs == (Motif.IMPAYES, Motif.NON_REPONSE)
    assert {texte[i.debut : i.fin] for i in analyse.indices} == {"repond plus", "doit 3 mois de loyer"}
    assert analyse.urgence is not None
    assert analyse.urgence.value == "normale"
    assert (analyse.lieu.batiment, analyse.lieu.etage, analyse.locataire) == ("B", "2e", "mr dupont")
