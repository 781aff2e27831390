"""Le tableur : quatre feuilles, de vraies dates, des filtres, et jamais une formule."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from domain.veille import TentativeVue
from reports.releve import releve_xlsx
from tests.unit.test_releve_documents import PIEGES, mois_charge
from tests.unit.test_veille import MAINTENANT, dossier, releve


def feuille(octets: bytes, nom: str) -> list[list[object]]:
    """Les lignes d'une feuille, relues par un autre outil que celui qui les écrit."""
    classeur = CalamineWorkbook.from_filelike(BytesIO(octets))
    return [list(ligne) for ligne in classeur.get_sheet_by_name(nom).to_python()]


def xml(octets: bytes) -> dict[str, str]:
    """Les feuilles telles qu'écrites dans l'archive."""
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        return {n: archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")}


def test_les_quatre_feuilles_ont_un_entete_fige_et_un_filtre() -> None:
    octets = releve_xlsx(releve(*mois_charge(8)))
    noms = ["Chiffres", "Dossiers", "Ordre du jour", "Lecture des messages"]
    assert CalamineWorkbook.from_filelike(BytesIO(octets)).sheet_names == noms
    for contenu in xml(octets).values():
        assert 'state="frozen"' in contenu
        assert "<autoFilter" in contenu


def test_les_dates_sont_des_dates_a_l_heure_de_paris() -> None:
    vu = dossier(cree_le=datetime.fromisoformat("2026-11-03T13:05:00+00:00"), expulsion_datee=date(2026, 12, 9))
    entete, ligne = feuille(releve_xlsx(releve(vu)), "Dossiers")
    valeurs = dict(zip(entete, ligne, strict=True))
    assert valeurs["Signalé le"] == datetime(2026, 11, 3, 14, 5)
    assert valeurs["Expulsion le"] in (date(2026, 12, 9), datetime(2026, 12, 9))


def test_les_chiffres_du_tableur_sont_ceux_du_releve() -> None:
    compose = releve(*mois_charge(30))
    chiffres = {(ligne[0], ligne[1]): ligne[2] for ligne in feuille(releve_xlsx(compose), "Chiffres")}
    assert chiffres["Dans la période", "Nouveaux dossiers"] == compose.chiffres.nouveaux
    assert chiffres["À ce jour", "Dossiers ouverts"] == compose.chiffres.ouverts
    assert len(feuille(releve_xlsx(compose), "Dossiers")) == 1 + len(compose.dossiers)
    assert len(feuille(releve_xlsx(compose), "Ordre du jour")) == 1 + len(compose.ordre_du_jour)


def test_le_delai_est_en_heures() -> None:
    cree = MAINTENANT - timedelta(days=2)
    entete, ligne = feuille(
        releve_xlsx(releve(dossier(cree_le=cree, pris_le=cree + timedelta(minutes=90)))), "Dossiers"
    )
    assert dict(zip(entete, ligne, strict=True))["Délai de prise (h)"] == 1.5


@pytest.mark.parametrize("texte", ["=1+1", "+33 6", "-2", "@SUM(A1)", '=HYPERLINK("http://x";"y")', *PIEGES])
def test_un_texte_qui_ressemble_a_une_formule_reste_du_texte(texte: str) -> None:
    piegee = TentativeVue(1, MAINTENANT, MAINTENANT, texte)
    vu = dossier(inscrit=True, residence=texte, charge=texte, tentatives=(piegee,), locataire=texte, logement=texte)
    octets = releve_xlsx(replace(releve(vu, nominatif=True), perimetre=texte))
    assert not any("<f>" in contenu or "<hyperlink" in contenu for contenu in xml(octets).values())
    entete, ligne = feuille(octets, "Dossiers")
    assert str(dict(zip(entete, ligne, strict=True))["Résidence"])[:5] == texte.split("\n")[0][:5]


def test_sans_nominatif_ni_nom_ni_logement_meme_s_ils_sont_dans_les_donnees() -> None:
    vu = dossier(inscrit=True, locataire="Mme Lemoine", logement="B 12")
    compose = releve(vu, nominatif=True)
    tout = str([feuille(releve_xlsx(replace(compose, nominatif=False)), n) for n in ("Chiffres", "Dossiers")])
    assert "Lemoine" not in tout
    assert "Locataire" not in tout
    assert "Mme Lemoine" in str(feuille(releve_xlsx(compose), "Dossiers"))


def test_meme_releve_memes_octets() -> None:
    dossiers = mois_charge(12)
    assert releve_xlsx(releve(*dossiers)) == releve_xlsx(releve(*reversed(dossiers)))


@pytest.mark.parametrize("nombre", [0, 400])
def test_le_tableur_s_ecrit_quel_que_soit_le_nombre_de_dossiers(nombre: int) -> None:
    assert len(feuille(releve_xlsx(releve(*mois_charge(nombre))), "Dossiers")) > nombre // 2
