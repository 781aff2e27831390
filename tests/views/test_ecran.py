"""Ce qui ne déborde jamais : un bouton, un message ; ce qui ne se perd jamais : un mot."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from views.codec import MAX_BYTES, Action, Charge, decode, encode
from views.ecran import LONGUEUR_MAX, brut, decouper, gras, insecables

eprouver = settings(deadline=None, max_examples=80)

textes = st.text(st.sampled_from("ab é'<&\n \t😀"), max_size=300)


class TestDecouper:
    @eprouver
    @given(texte=textes, longueur=st.integers(5, 40))
    def test_rien_n_est_perdu_que_des_sauts_de_ligne(self, texte: str, longueur: int) -> None:
        morceaux = decouper(texte, longueur)
        garde = "".join("".join(morceaux).split())
        assert garde == "".join(texte.split())

    @eprouver
    @given(texte=st.text(st.sampled_from(string.ascii_letters + "\n "), max_size=300), longueur=st.integers(5, 40))
    def test_bout_a_bout_ils_redonnent_le_texte_aux_sauts_de_ligne_pres(self, texte: str, longueur: int) -> None:
        morceaux = decouper(texte, longueur)
        if all(morceau.strip() for morceau in texte.split("\n")):
            assert "".join(morceaux).replace("\n", "") == texte.replace("\n", "")

    @eprouver
    @given(texte=textes, longueur=st.integers(5, 40))
    def test_aucun_morceau_ne_deborde_ni_n_est_blanc(self, texte: str, longueur: int) -> None:
        morceaux = decouper(texte, longueur)
        assert all(len(morceau) <= longueur for morceau in morceaux)
        assert len(morceaux) == 1 or all(morceau.strip() for morceau in morceaux)

    def test_un_texte_court_reste_entier(self) -> None:
        assert decouper("deux\n\nlignes") == ["deux\n\nlignes"]
        assert decouper("") == [""]

    def test_il_prefere_la_fin_d_une_ligne_puis_celle_d_un_mot(self) -> None:
        assert decouper("une ligne\nune autre", 14) == ["une ligne", "une autre"]
        assert decouper("abc def ghi", 8) == ["abc def", " ghi"]
        assert decouper("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]

    def test_la_longueur_d_un_message_est_celle_de_telegram(self) -> None:
        assert [len(morceau) for morceau in decouper("y" * 5000)] == [LONGUEUR_MAX, 5000 - LONGUEUR_MAX]


class TestBoutons:
    @eprouver
    @given(
        action=st.sampled_from(Action),
        card_id=st.integers(1, 10**15 - 1),
        etape=st.integers(0, 10**9),
        valeur=st.text(st.sampled_from(string.ascii_lowercase + "_:|0"), max_size=20),
    )
    def test_ce_qu_on_ecrit_se_relit(self, action: Action, card_id: int, etape: int, valeur: str) -> None:
        charge = Charge(action, card_id, etape, valeur)
        data = encode(charge)
        assert len(data.encode()) <= MAX_BYTES
        assert decode(data) == charge

    @eprouver
    @given(data=st.one_of(st.text(max_size=64), st.from_regex(r"1\|[a-z]{2}\|[^|]{0,5}\|[^|]{0,5}\|.*")))
    def test_un_bouton_forge_ne_leve_jamais_d_erreur(self, data: str) -> None:
        charge = decode(data)
        assert charge is None or encode(charge).split("|", 2)[2].split("|")[2:] == data.split("|")[4:]

    @pytest.mark.parametrize("data", ["", "1", "2|en|1|0|", "1|zz|1|0|", "1|en|-1|0|", "1|en|²|0|", "1|en|1|0"])
    def test_une_autre_version_ou_un_bouton_abime_ne_se_lit_pas(self, data: str) -> None:
        assert decode(data) is None

    def test_un_bouton_trop_long_se_refuse_a_l_ecriture(self) -> None:
        with pytest.raises(ValueError, match="trop long"):
            encode(Charge(Action.MENU, 1, 0, "é" * 30))


class TestEcrire:
    @pytest.mark.parametrize(
        ("avant", "apres"),
        [
            ("Quoi ?", "Quoi\u00a0?"),
            ("« mots » :", "«\u00a0mots\u00a0»\u00a0:"),
            ("à 10 h 05", "à 10\u00a0h\u00a005"),
            ("à 9 h", "à 9\u00a0h"),
            ("un h deux", "un h deux"),
            ("https://t.me/x?start=1", "https://t.me/x?start=1"),
        ],
    )
    def test_les_espaces_insecables(self, avant: str, apres: str) -> None:
        assert insecables(avant) == apres

    def test_ce_qu_une_personne_ecrit_ne_devient_jamais_une_balise(self) -> None:
        assert brut("<b>&'\"") == "&lt;b&gt;&amp;'\""
        assert gras("<i>") == "<b>&lt;i&gt;</b>"
