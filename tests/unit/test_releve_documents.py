"""L'image et le PDF : mêmes octets, aucune identité sans qu'on la demande, texte d'autrui jamais interprété."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.signalement import Motif, Urgence
from domain.veille import DossierVu, Releve, TentativeVue
from reports.releve import nom_de_fichier, releve_pdf, releve_png
from reports.releve_donnees import donnees_image, donnees_pdf
from tests.unit.test_releve_francais import lu
from tests.unit.test_veille import MAINTENANT, REUNION, dossier, releve

RENDUS = [releve_pdf, releve_png]
PIEGES = [
    '#panic("non") *gras* _italique_ $x^2$ `code` <fiche-1> @fiche-1',
    "<script>alert('x')</script> \"guillemets\" \\u{1F600} // fin /* */",
    "إقامة النور 🏠 — “l’Été” 北京",
    "Anticonstitutionnellement" * 12,
    "ligne\nsuivante\x00\u202e\ud800 = Titre",
]


def mois_charge(nombre: int) -> list[DossierVu]:
    """Un mois varié, toujours le même : toutes les urgences, tous les motifs, tous les états."""
    etats = ("ouvert", "pris_en_charge", "pris_en_charge", "clos")
    return [
        dossier(
            f"V-26-{n:04}",
            cree_le=MAINTENANT - timedelta(hours=7 * n % 1000 + 1),
            motifs=tuple(Motif)[n % 12 : n % 12 + 1 + n % 3],
            urgence=list(Urgence)[n % 3],
            residence=f"Résidence des Érables {n % 17}",
            etat=etats[n % 4],
            pris_le=MAINTENANT - timedelta(minutes=n) if n % 4 else None,
            clos_le=MAINTENANT if n % 4 == 3 else None,
            palier=n % 4,
            retard_depuis=MAINTENANT - timedelta(hours=n) if n % 6 == 0 else None,
            expulsion_datee=date(2026, 12, 1 + n % 28) if n % 7 == 0 else None,
            tentatives=tuple(TentativeVue(k, REUNION, MAINTENANT, "Absent") for k in range(1, n % 5)),
        )
        for n in range(nombre)
    ]


def test_l_image_est_un_portrait_de_1080_pixels_de_large() -> None:
    largeur, hauteur = struct.unpack(">II", releve_png(releve(*mois_charge(40)))[16:24])
    assert largeur == 1080
    assert 1.3 * largeur < hauteur < 2.2 * largeur


@pytest.mark.parametrize("nombre", [0, 1, 40, 400])
def test_le_pdf_se_rend_quel_que_soit_le_nombre_de_dossiers(nombre: int) -> None:
    rendu = releve_pdf(releve(*mois_charge(nombre)))
    assert rendu.startswith(b"%PDF-")
    assert b"LibertinusSerif" in rendu


@pytest.mark.parametrize("rendre", RENDUS)
def test_meme_releve_memes_octets(rendre: Callable[[Releve], bytes]) -> None:
    dossiers = mois_charge(12)
    assert rendre(releve(*dossiers)) == rendre(releve(*reversed(dossiers)))


def test_le_pdf_porte_la_date_du_releve_et_son_titre() -> None:
    rendu = releve_pdf(releve())
    assert b"CreationDate(D:20261130080500Z)" in rendu
    assert lu(str(donnees_pdf(releve())["titre"])) == "Relevé de veille sociale"


@pytest.mark.parametrize("rendre", RENDUS)
def test_sans_nominatif_le_document_est_le_meme_que_les_noms_soient_connus_ou_non(
    rendre: Callable[[Releve], bytes],
) -> None:
    anonymes = mois_charge(9)
    nommes = [replace(d, locataire="Mme Lemoine", logement="B 12") for d in anonymes]
    compose = releve(*nommes, nominatif=True)
    assert rendre(releve(*nommes)) == rendre(releve(*anonymes))
    assert rendre(replace(compose, nominatif=False)) == rendre(releve(*anonymes))
    assert "Lemoine" not in json.dumps(donnees_image(compose))


def test_le_document_nominatif_porte_les_noms_et_le_dit() -> None:
    donnees = donnees_pdf(releve(dossier(inscrit=True, locataire="Mme Lemoine", logement="B 12"), nominatif=True))
    texte = json.dumps(donnees, ensure_ascii=False)
    assert "Mme Lemoine" in texte
    assert "B 12" in texte
    assert lu(str(donnees["mention"])) == "Document nominatif : ne pas diffuser"
    assert donnees_pdf(releve())["mention"] == "Document sans identité"


def test_un_mois_vide_le_dit_en_toutes_lettres() -> None:
    assert "aucun dossier ouvert" in str(donnees_pdf(releve())["vide"])
    calme = donnees_pdf(releve(dossier()))
    assert calme["vide"] == ""
    assert calme["sans_nouveau"] == "Aucun nouveau dossier dans la période."
    assert calme["sans_point"] == "Aucun dossier à l’ordre du jour."
    assert "suit son cours" in str(calme["hors"])


def test_l_espace_devant_les_deux_points_est_insecable() -> None:
    ensembles = (releve(*mois_charge(20)), releve(nominatif=True))
    textes = " ".join(json.dumps(donnees_pdf(r), ensure_ascii=False) for r in ensembles)
    assert " :" not in textes
    assert "\u00a0:" in textes


@pytest.mark.parametrize("rendre", RENDUS)
@pytest.mark.parametrize("piege", PIEGES)
def test_un_texte_piege_reste_du_texte(rendre: Callable[[Releve], bytes], piege: str) -> None:
    champs = dict.fromkeys(("residence", "commune", "bailleur", "equipe", "charge", "locataire", "logement"), piege)
    piegee = TentativeVue(1, MAINTENANT, MAINTENANT, piege)
    vus = [
        dossier("V-26-0001", inscrit=True, cree_le=MAINTENANT, tentatives=(piegee,), **champs),
        dossier("V-26-0002", etat="clos", clos_le=MAINTENANT, cloture=piege),
    ]
    compose = replace(releve(*vus, nominatif=True), titre=piege, perimetre=piege)
    assert len(rendre(compose)) > 5000


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_aucun_texte_n_empeche_le_rendu(texte: str) -> None:
    vu = dossier(inscrit=True, residence=texte, charge=texte, locataire=texte)
    assert releve_pdf(replace(releve(vu, nominatif=True), perimetre=texte))


def test_le_fichier_se_nomme_par_son_mois() -> None:
    assert nom_de_fichier(releve(), "pdf") == "releve-2026-11.pdf"
    assert nom_de_fichier(releve(nominatif=True), "pdf") == "releve-2026-11-nominatif.pdf"
    assert nom_de_fichier(releve(nominatif=True), "png") == "releve-2026-11.png"
