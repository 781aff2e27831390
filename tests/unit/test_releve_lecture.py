"""La lecture des messages dans le relevé : une phrase sur l'image et le PDF, le détail par motif dans le tableur."""

from __future__ import annotations

from dataclasses import replace

from domain.justesse import Lecture, juger
from domain.signalement import Motif
from domain.veille import Releve
from reports.releve import releve_pdf, releve_png, releve_xlsx
from reports.releve_donnees import donnees_image, donnees_pdf
from tests.conftest import DEBUT
from tests.unit.test_releve_francais import lu
from tests.unit.test_releve_tableur import feuille
from tests.unit.test_veille import dossier, releve

JUSTE = Lecture(1, DEBUT, (Motif.IMPAYES,), (), (Motif.IMPAYES,))
EN_TROP = Lecture(1, DEBUT, (Motif.INCURIE,), (), ())
OUBLIE = Lecture(1, DEBUT, (), (), (Motif.ISOLEMENT,))
QUESTION = Lecture(1, DEBUT, (), (Motif.DECES,), (Motif.DECES,))


def compose(mois: list[Lecture], avant: list[Lecture]) -> Releve:
    return replace(releve(dossier()), lecture=juger(mois), lecture_avant=juger(avant))


def phrase(mois: list[Lecture], avant: list[Lecture]) -> str:
    donnees = donnees_pdf(compose(mois, avant))
    assert donnees["lecture"] == donnees_image(compose(mois, avant))["lecture"]
    return lu(str(donnees["lecture"]))


def test_la_phrase_dit_les_justes_les_oublies_et_les_en_trop() -> None:
    mois = [JUSTE] * 41 + [OUBLIE] * 4 + [EN_TROP] * 2
    assert phrase(mois, []) == "Motifs justes 41 fois sur 47 ; oubliés 4, en trop 2."


def test_le_mois_precedent_est_a_cote() -> None:
    assert phrase([JUSTE, JUSTE], [JUSTE, OUBLIE]) == (
        "Motifs justes 2 fois sur 2 ; oubliés 0, en trop 0 (octobre 2026 : 1 sur 2)."
    )


def test_les_questions_se_comptent_a_part() -> None:
    assert phrase([JUSTE, QUESTION], []) == (
        "Motifs justes 1 fois sur 1 ; oubliés 0, en trop 0 ; questions posées 1, confirmées 1."
    )


def test_un_mois_sans_message_ne_dit_rien() -> None:
    assert phrase([], [JUSTE]) == ""


def test_le_tableur_detaille_chaque_motif_le_mois_precedent_a_cote() -> None:
    octets = releve_xlsx(compose([JUSTE, EN_TROP, QUESTION], [JUSTE, OUBLIE]))
    entete, *lignes = feuille(octets, "Lecture des messages")
    assert len(lignes) == len(Motif) + 1
    par_motif = {ligne[0]: dict(zip(entete, ligne, strict=True)) for ligne in lignes}
    assert par_motif["Impayés"]["Proposés et gardés"] == par_motif["Impayés"]["Gardés, période précédente"] == 1
    assert par_motif["Incurie"]["Proposés et retirés"] == 1
    assert par_motif["Isolement"]["Ajoutés, période précédente"] == 1
    assert par_motif["Décès"]["Questions confirmées"] == 1
    assert par_motif["Tous les motifs"]["Proposés et gardés"] == 1
    chiffres = {(ligne[0], ligne[1]): ligne[2] for ligne in feuille(octets, "Chiffres")}
    assert chiffres["Lecture des messages", "Motifs en trop"] == 1
    assert chiffres["Lecture des messages", "Motifs oubliés, période précédente"] == 1


def test_l_image_et_le_pdf_se_rendent_avec_la_phrase() -> None:
    avec, sans = compose([JUSTE], [JUSTE]), compose([], [])
    assert releve_png(avec) != releve_png(sans)
    assert releve_pdf(avec) != releve_pdf(sans)
