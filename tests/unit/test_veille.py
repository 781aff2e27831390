"""L'ordre du jour et le relevé : chaque dossier à voir une fois, sous sa première rubrique, dans tous les cas."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signalement import Motif, Urgence
from domain.veille import DossierVu, Releve, Rubrique, composer_releve, mois_entier

PARIS = ZoneInfo("Europe/Paris")
NOVEMBRE = mois_entier(2026, 11, PARIS)
MAINTENANT = datetime(2026, 11, 30, 9, 5, tzinfo=PARIS)
REUNION = datetime(2026, 12, 1, 14, 0, tzinfo=PARIS)


def dossier(reference: str = "V-26-0001", /, **champs: object) -> DossierVu:
    """Un dossier pris en charge, ancien et sans histoire : aucune rubrique ne l'appelle."""
    cree_le = datetime(2026, 9, 3, 10, 0, tzinfo=PARIS)
    modele = DossierVu(
        reference=reference,
        cree_le=cree_le,
        motifs=(Motif.IMPAYES,),
        urgence=Urgence.NORMALE,
        residence="Les Mirabelles",
        commune="Rouen",
        etat="pris_en_charge",
        pris_le=cree_le + timedelta(hours=5),
        charge="Claire Morvan",
    )
    return replace(modele, **champs)  # type: ignore[arg-type]


def releve(*dossiers: DossierVu, nominatif: bool = False) -> Releve:
    """Le relevé de novembre 2026 de ces dossiers."""
    return composer_releve(
        dossiers,
        NOVEMBRE.debut,
        NOVEMBRE.fin,
        MAINTENANT,
        "Relevé de veille sociale",
        "Habitat Atlantique",
        REUNION,
        fuseau=PARIS,
        nominatif=nominatif,
    )


APPELS: dict[Rubrique, dict[str, object]] = {
    Rubrique.GRAVES: {"motifs": (Motif.IMPAYES, Motif.DECES)},
    Rubrique.BLOQUEES: {"situation_bloquee": True},
    Rubrique.NON_PRIS: {"etat": "ouvert", "pris_le": None, "charge": None},
    Rubrique.ECHEANCES: {"retard_depuis": MAINTENANT - timedelta(hours=3)},
    Rubrique.EXPULSIONS: {"expulsion_datee": date(2026, 12, 9)},
    Rubrique.INSCRITS: {"inscrit": True},
    Rubrique.NOUVEAUX: {"cree_le": datetime(2026, 11, 3, 8, 0, tzinfo=PARIS)},
}

instants = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 30, 9), timezones=st.just(UTC))
dossiers_vus = st.builds(
    dossier,
    cree_le=instants,
    motifs=st.lists(st.sampled_from(Motif), max_size=3, unique=True).map(tuple),
    urgence=st.sampled_from(Urgence),
    residence=st.sampled_from([None, *(f"Résidence {n}" for n in range(14))]),
    etat=st.sampled_from(["ouvert", "pris_en_charge", "clos"]),
    pris_le=st.none() | instants,
    charge=st.sampled_from([None, "Claire Morvan", "Thomas Le Goff"]),
    clos_le=st.none() | instants,
    cloture=st.sampled_from([None, "Relogé", "Refus"]),
    situation_bloquee=st.booleans(),
    expulsion_datee=st.none() | st.just(date(2026, 12, 9)),
    inscrit=st.booleans(),
    retard_depuis=st.none() | instants,
)
listes = st.lists(dossiers_vus, max_size=25).map(
    lambda ds: [replace(d, reference=f"V-26-{n:04}") for n, d in enumerate(ds, 1)]
)


@pytest.mark.parametrize("rubrique", Rubrique)
def test_chaque_raison_appelle_le_dossier_sous_sa_rubrique(rubrique: Rubrique) -> None:
    (point,) = releve(dossier(**APPELS[rubrique])).ordre_du_jour
    assert (point.rubrique, point.aussi) == (rubrique, ())


@pytest.mark.parametrize(("premiere", "seconde"), list(zip(Rubrique, list(Rubrique)[1:], strict=False)))
def test_la_premiere_rubrique_l_emporte_et_l_autre_est_rappelee(premiere: Rubrique, seconde: Rubrique) -> None:
    (point,) = releve(dossier(**{**APPELS[seconde], **APPELS[premiere]})).ordre_du_jour
    assert (point.rubrique, point.aussi) == (premiere, (seconde,))


def test_un_dossier_sans_histoire_n_est_pas_a_l_ordre_du_jour_mais_il_est_compte() -> None:
    compose = releve(dossier())
    assert compose.ordre_du_jour == ()
    assert (compose.chiffres.ouverts, compose.hors_ordre_du_jour) == (1, 1)


def test_un_dossier_clos_n_est_jamais_a_voir() -> None:
    clos = dossier(etat="clos", motifs=(Motif.VIOLENCE,), situation_bloquee=True, retard_depuis=MAINTENANT)
    compose = releve(clos)
    assert (compose.ordre_du_jour, compose.en_retard, compose.chiffres.bloquees) == ((), (), 0)


def test_dans_une_rubrique_le_plus_urgent_passe_d_abord_puis_le_plus_ancien() -> None:
    vieux, jeune = datetime(2026, 9, 1, tzinfo=PARIS), datetime(2026, 10, 1, tzinfo=PARIS)
    compose = releve(
        dossier("V-26-0001", inscrit=True, cree_le=jeune),
        dossier("V-26-0002", inscrit=True, cree_le=vieux),
        dossier("V-26-0003", inscrit=True, cree_le=jeune, urgence=Urgence.IMMEDIATE),
        dossier("V-26-0004", inscrit=True, cree_le=jeune, urgence=Urgence.HAUTE),
    )
    references = [p.dossier.reference for p in compose.ordre_du_jour]
    assert references == ["V-26-0003", "V-26-0004", "V-26-0002", "V-26-0001"]


def test_les_retards_vont_du_plus_ancien_au_plus_recent() -> None:
    compose = releve(
        dossier("V-26-0001", retard_depuis=MAINTENANT - timedelta(days=1)),
        dossier("V-26-0002", retard_depuis=MAINTENANT - timedelta(days=9)),
    )
    assert [d.reference for d in compose.en_retard] == ["V-26-0002", "V-26-0001"]


def test_sans_nominatif_le_nom_et_le_logement_ne_sont_nulle_part() -> None:
    nomme = dossier(inscrit=True, retard_depuis=MAINTENANT, locataire="M. Delaunay", logement="B 12")
    assert "Delaunay" not in repr(releve(nomme))
    assert "B 12" not in repr(releve(nomme))
    assert "Delaunay" in repr(releve(nomme, nominatif=True))


def test_un_mois_vide_se_dit_vide() -> None:
    ancien_clos = dossier(etat="clos", clos_le=datetime(2026, 10, 2, tzinfo=PARIS))
    assert releve().vide
    assert releve(ancien_clos).vide
    assert not releve(dossier()).vide


def test_un_instant_sans_decalage_ou_une_periode_vide_sont_refuses() -> None:
    with pytest.raises(ValueError, match="décalage"):
        composer_releve([], datetime(2026, 11, 1), NOVEMBRE.fin, MAINTENANT, "", "", None, fuseau=PARIS)
    with pytest.raises(ValueError, match="vide"):
        composer_releve([], NOVEMBRE.fin, NOVEMBRE.fin, MAINTENANT, "", "", None, fuseau=PARIS)


@given(listes)
def test_chaque_dossier_a_voir_parait_exactement_une_fois(dossiers: list[DossierVu]) -> None:
    compose = releve(*dossiers)
    vus = [p.dossier.reference for p in compose.ordre_du_jour]
    assert len(vus) == len(set(vus))
    assert len(vus) + compose.hors_ordre_du_jour == compose.chiffres.ouverts
    assert {d.reference for d in compose.en_retard} <= set(vus)
    rangs = [list(Rubrique).index(p.rubrique) for p in compose.ordre_du_jour]
    assert rangs == sorted(rangs)


@given(listes.flatmap(lambda ds: st.tuples(st.just(ds), st.permutations(ds))))
def test_l_ordre_d_arrivee_ne_change_rien(paire: tuple[list[DossierVu], list[DossierVu]]) -> None:
    dossiers, melanges = paire
    assert releve(*dossiers) == releve(*melanges)


@given(listes)
def test_chaque_repartition_retombe_sur_son_total(dossiers: list[DossierVu]) -> None:
    chiffres = releve(*dossiers).chiffres
    for repartition, total in (
        (chiffres.par_urgence, chiffres.nouveaux),
        (chiffres.par_residence, chiffres.nouveaux),
        (chiffres.par_cloture, chiffres.clos),
        (chiffres.par_delai, chiffres.pris_en_charge),
        (chiffres.par_charge, chiffres.ouverts),
    ):
        assert sum(c.nombre for c in repartition) == total
    assert sum(c.nombre for c in chiffres.par_motif) >= chiffres.nouveaux
    assert sum(d.pris for d in chiffres.delais) == chiffres.pris_en_charge
    assert len(chiffres.par_residence) <= 11
