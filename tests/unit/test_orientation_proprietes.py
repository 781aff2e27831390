"""Ce qui est vrai de toute orientation, quelle que soit l'équipe."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

import dispositifs
from domain.droits import couvre
from domain.orientation import Candidat, Demande, Niveau, disponibles, orienter
from domain.perimetre import Lien, lien
from domain.personne import Competence, Perimetre, Personne, Residence, Role
from domain.signalement import Motif, Urgence
from tests.unit.equipes import ACACIAS, MIRABELLES
from tests.unit.jours import eprouver

REUNI = dispositifs.charger("habitat-reuni")

perimetres = st.builds(
    Perimetre,
    st.sampled_from([None, "Toit et Joie", "TOIT-ET-JOIE", "Essonne Habitat"]),
    st.sampled_from([None, "Est", "est", "Ouest"]),
    st.sampled_from([None, 1, 2]),
)
ROLES = ([Role.CHARGE], [Role.CHARGE], [Role.RESPONSABLE], [Role.CELLULE], [Role.CHARGE, Role.CELLULE], [Role.GARDIEN])
PERIMETRES = (
    (),
    (Perimetre(residence_id=1),),
    (Perimetre("Toit et Joie", residence_id=2), Perimetre("toit-et-joie", "EST")),
    (Perimetre("Toit et Joie", "Ouest"), Perimetre("Essonne Habitat")),
    (Perimetre("TOIT ET JOIE"),),
    (Perimetre("Essonne Habitat", "Est"),),
)
residences = st.sampled_from([MIRABELLES, ACACIAS])


@st.composite
def equipes(tirer: st.DrawFn) -> list[Candidat]:
    numeros = tirer(st.lists(st.integers(1, 30), unique=True, max_size=6))
    return [tirer(candidat(numero, numeros)) for numero in numeros]


def candidat(numero: int, numeros: list[int]) -> st.SearchStrategy[Candidat]:
    gens = st.builds(
        Personne,
        st.just(numero),
        st.just(f"P{numero}"),
        st.sampled_from([frozenset(roles) for roles in ROLES]),
        st.just("Toit et Joie"),
        competences=st.sampled_from([frozenset(), frozenset({Competence.JURIDIQUE}), frozenset(Competence)]),
        capacite=st.sampled_from([None, 1, 3, 5]),
        responsable_id=st.sampled_from([None, *numeros]),
        joignable=st.sampled_from([True, True, True, False]),
        actif=st.sampled_from([True, True, True, False]),
        perimetres=st.sampled_from(PERIMETRES),
    )
    plafonds, suppleants = st.sampled_from([None, 0, 2, 4]), st.sampled_from([None, *numeros, 99])
    return st.builds(Candidat, gens, st.integers(0, 6), plafonds, st.booleans(), suppleants)


demandes = st.builds(
    Demande,
    st.none() | residences,
    st.sampled_from([None, "Toit et Joie", "Essonne Habitat"]),
    st.frozensets(st.sampled_from(Motif), max_size=3),
    st.sampled_from(Urgence),
    st.frozensets(st.integers(1, 30), max_size=3),
)


def plafond(candidat: Candidat) -> int:
    personnel = candidat.personne.capacite if candidat.plafond is None else candidat.plafond
    return REUNI.capacite if personnel is None else personnel


def present(candidat: Candidat, demande: Demande) -> bool:
    gens = candidat.personne
    return gens.actif and gens.joignable and not candidat.absent and gens.id not in demande.exclus


@eprouver
@given(demandes, equipes(), st.randoms(use_true_random=False))
def test_l_ordre_des_candidats_ne_change_rien(demande: Demande, equipe: list[Candidat], hasard: Random) -> None:
    melangee = list(equipe)
    hasard.shuffle(melangee)
    assert orienter(demande, melangee, REUNI) == orienter(demande, equipe, REUNI)


@eprouver
@given(demandes, equipes())
def test_jamais_un_absent_ni_un_parti_ni_un_deja_sollicite(demande: Demande, equipe: list[Candidat]) -> None:
    propose = orienter(demande, equipe, REUNI).personne_id
    for niveau in (Niveau.CHARGE, Niveau.RESPONSABLE, Niveau.CELLULE):
        sollicites = [c for c in equipe if c.personne.id in disponibles(niveau, demande, equipe, REUNI)]
        assert all(present(c, demande) for c in sollicites)
    assert all(present(c, demande) for c in equipe if c.personne.id == propose)


@eprouver
@given(demandes, equipes())
def test_un_charge_au_plafond_n_est_jamais_propose(demande: Demande, equipe: list[Candidat]) -> None:
    oriente = orienter(demande, equipe, REUNI)
    if oriente.niveau is Niveau.CHARGE:
        propose = next(c for c in equipe if c.personne.id == oriente.personne_id)
        assert propose.charge < plafond(propose)


@eprouver
@given(demandes, equipes())
def test_un_charge_present_et_sous_son_plafond_suffit_a_ne_pas_monter(demande: Demande, equipe: list[Candidat]) -> None:
    capables = [
        c
        for c in equipe
        if c.personne.a(Role.CHARGE)
        and present(c, demande)
        and c.charge < plafond(c)
        and lien(c.personne.perimetres, demande.residence, demande.bailleur) is not Lien.AUCUN
    ]
    oriente = orienter(demande, equipe, REUNI)
    assert not capables or oriente.niveau is Niveau.CHARGE
    if capables and oriente.raison.remplace is None and not oriente.raison.competences:
        assert oriente.raison.lien >= max(
            lien(c.personne.perimetres, demande.residence, demande.bailleur) for c in capables
        )


@eprouver
@given(demandes, equipes())
def test_moins_de_dossiers_ne_fait_jamais_perdre_la_place(demande: Demande, equipe: list[Candidat]) -> None:
    oriente = orienter(demande, equipe, REUNI)
    allegee = [replace(c, charge=0) if c.personne.id == oriente.personne_id else c for c in equipe]
    assert orienter(demande, allegee, REUNI).personne_id == oriente.personne_id


@eprouver
@given(demandes, equipes())
def test_la_phrase_tient_en_une_ligne(demande: Demande, equipe: list[Candidat]) -> None:
    phrase = orienter(demande, equipe, REUNI).phrase
    assert phrase.endswith(".")
    assert "\n" not in phrase
    assert "None" not in phrase


@eprouver
@given(st.lists(perimetres, max_size=3).map(tuple), residences)
def test_le_lien_dit_la_meme_chose_que_les_droits(tenus: tuple[Perimetre, ...], residence: Residence) -> None:
    assert (lien(tenus, residence, None) is not Lien.AUCUN) is couvre(tenus, residence)
