"""Dates, durées et nombres comme on les écrit en français ; texte d'autrui rendu inoffensif."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.veille import mois_entier
from domain.veille_chiffres import Periode
from reports import francais as fr
from tests.unit.test_veille import PARIS


def lu(texte: str) -> str:
    """Le texte avec des espaces ordinaires, pour le comparer."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def test_les_dates_se_lisent_en_francais() -> None:
    assert lu(fr.jour_long(date(2026, 11, 1))) == "1er novembre 2026"
    assert lu(fr.jour_court(date(2026, 2, 12))) == "12 févr. 2026"
    assert lu(fr.instant_long(datetime(2026, 12, 1, 14, tzinfo=PARIS), PARIS)) == "mardi 1er décembre 2026 à 14 h"


def test_l_heure_est_celle_de_paris_ete_comme_hiver() -> None:
    assert lu(fr.heure(datetime.fromisoformat("2026-11-03T13:05:00+00:00"), PARIS)) == "14 h 05"
    assert lu(fr.heure(datetime.fromisoformat("2026-07-03T12:05:00+00:00"), PARIS)) == "14 h 05"


@pytest.mark.parametrize(
    ("delai", "texte"),
    [
        (timedelta(), "0 min"),
        (timedelta(minutes=35), "35 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(hours=5, minutes=7), "5 h 07"),
        (timedelta(minutes=59, seconds=40), "1 h"),
        (timedelta(days=3, hours=4), "3 j 4 h"),
        (timedelta(days=12, hours=4), "12 j"),
        (timedelta(seconds=-5), "0 min"),
    ],
)
def test_une_duree_se_dit_en_deux_unites_au_plus(delai: timedelta, texte: str) -> None:
    assert lu(fr.duree(delai)) == texte


def test_une_periode_se_nomme_par_son_mois_ou_par_ses_bornes() -> None:
    assert lu(fr.periode(mois_entier(2026, 11, PARIS), PARIS)) == "novembre 2026"
    assert lu(fr.periode(mois_entier(2026, 12, PARIS), PARIS)) == "décembre 2026"
    debut = datetime(2026, 11, 1, tzinfo=PARIS)
    assert lu(fr.periode(Periode(debut, debut + timedelta(days=17)), PARIS)) == "du 1er au 17 novembre 2026"
    assert lu(fr.periode(Periode(debut, debut + timedelta(days=1)), PARIS)) == "1er novembre 2026"
    trimestre = Periode(mois_entier(2026, 10, PARIS).debut, mois_entier(2026, 12, PARIS).fin)
    assert lu(fr.periode(trimestre, PARIS)) == "du 1er octobre 2026 au 31 décembre 2026"


def test_les_nombres_et_les_accords() -> None:
    assert fr.nombre(12345) == "12\u202f345"
    assert [lu(fr.accord(n, "dossier", "dossiers")) for n in (0, 1, 2)] == ["0 dossier", "1 dossier", "2 dossiers"]


def test_un_texte_d_autrui_tient_sur_une_ligne_et_ne_renverse_rien() -> None:
    assert fr.propre("Les\n Mira\u202ebelles\x07 \ud800") == "Les Mirabelles \ufffd"
    assert fr.imprimable("Tour \U0001f3e0 B") == "Tour B"
    assert fr.imprimable("إقامة النور") == "إقامة النور"


@given(st.text(alphabet=st.characters()))
def test_un_texte_imprimable_s_encode_et_ne_contient_aucun_mot_insecable_trop_long(texte: str) -> None:
    rendu = fr.imprimable(texte)
    rendu.encode()
    assert len(rendu.splitlines()) <= 1
    assert all(len(mot) < 20 for mot in rendu.replace("\u200b", " ").replace("-", " ").split())
