"""Les fiches dans leurs états extrêmes : elles tiennent dans un message, et rien de ce qu'on a dit n'y manque."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendrier import Calendrier
from domain.dossier import Cloture, Dossier, EtatDossier, EtatSignalement, Signalement
from domain.personne import Personne, Residence, Role
from domain.signalement import Analyse, Indice, Lieu, Motif, Urgence
from domain.vues import Fiche
from storage.cards import Card
from storage.complements import Complement
from storage.dossiers import Tentative
from usecases.montrer import VueBrouillon, VueDossier, VueEquipe, VueTentative
from views.brouillon import montrer_brouillon
from views.brouillon_boutons import DEMI_RANGEE
from views.codec import Action
from views.dossier import DERNIERES, montrer_dossier, montrer_equipe, montrer_tentative
from views.ecran import LONGUEUR_MAX, Ecran
from views.lieu import ecrire_lieu
from views.urgences import numeros

LE = datetime(2026, 11, 23, 9, tzinfo=UTC)
RESIDENCE = Residence(1, "Les Mirabelles", "Essonne Habitat", commune="Évry")
NADIA = Personne(1, "Nadia Benali", frozenset({Role.CHARGE}), "Essonne Habitat", telegram_id=1001)


def carte(fiche: Fiche, ecran: str = "") -> Card:
    """Une fiche déjà montrée."""
    champs = {"id": 1, "fiche": fiche, "sujet_id": 1, "chat_id": 1001, "message_id": 7, "empreinte": None}
    autres = {"ecran": ecran, "etape": 3, "fermee": False}
    connus = {nom: valeur for nom, valeur in (champs | autres).items() if nom in Card.__dataclass_fields__}
    manquants = {nom: False for nom in Card.__dataclass_fields__ if nom not in connus}
    return Card(**(connus | manquants))  # type: ignore[arg-type]


DOSSIER = Dossier(
    id=1,
    reference="V-26-0001",
    auteur_id=2,
    residence_id=1,
    lieu=Lieu(),
    locataire=None,
    motifs=(Motif.IMPAYES,),
    urgence=Urgence.NORMALE,
    etat=EtatDossier.OUVERT,
    propose_id=1,
    charge_id=None,
    equipe="Essonne",
    raison="Proposé à Nadia Benali : suit Les Mirabelles, 0 dossier sur 20.",
    palier=0,
    a_prendre_avant=LE + timedelta(days=2),
    cree_le=LE,
)
SIGNALEMENT = Signalement(
    id=1,
    auteur_id=2,
    chat_id=1002,
    message_id=5,
    texte="mr dupont ne paie plus",
    analyse=Analyse(),
    motifs=(Motif.IMPAYES,),
    urgence=Urgence.NORMALE,
    lieu=Lieu(),
    locataire=None,
    residence_id=1,
    etat=EtatSignalement.BROUILLON,
    piece=None,
    cree_le=LE,
)


def tentative(numero: int, resultat: str | None = "absent") -> Tentative:
    """Une tentative, la plus longue à dire."""
    quand = LE + timedelta(days=numero)
    return Tentative(
        numero, 1, numero, quand, "visite", "fin_de_journee", "binome_association", "lieu_neutre", resultat, quand
    )


def vue_dossier(calendrier: Calendrier, **champs: object) -> VueDossier:
    """La vue d'un dossier, changée là où l'essai le demande."""
    defaut: dict[str, object] = {
        "card": carte(Fiche.DOSSIER),
        "dossier": DOSSIER,
        "residence": RESIDENCE,
        "charge": None,
        "auteurs": {2: "Fatiha Amrani"},
        "signalements": (SIGNALEMENT,),
        "complements": (),
        "tentatives": (),
        "semblables": (),
        "partenaires": (),
        "peut_suivre": True,
        "calendrier": calendrier,
    }
    return VueDossier(**(defaut | champs))  # type: ignore[arg-type]


def vue_brouillon(**champs: object) -> VueBrouillon:
    """La vue d'un brouillon, changée là où l'essai le demande."""
    defaut: dict[str, object] = {
        "card": carte(Fiche.BROUILLON),
        "signalement": SIGNALEMENT,
        "dossier": None,
        "charge": None,
        "residence": RESIDENCE,
        "choix": (),
        "rapproche": None,
        "autre_brouillon": False,
        "a_qualifier_ici": False,
        "renvoi": (),
        "auteur": None,
        "lecteur": NADIA,
    }
    voulus = {nom: valeur for nom, valeur in (defaut | champs).items() if nom in VueBrouillon.__dataclass_fields__}
    return VueBrouillon(**voulus)  # type: ignore[arg-type]


def tient(ecran: Ecran) -> None:
    """Vrai d'un écran que Telegram accepte."""
    assert 0 < len(unescape(ecran.texte)) <= LONGUEUR_MAX
    assert not re.search(r" [:;?»]|« |\d h\b|!", "\n".join((ecran.texte, *ecran.avant))), "espaces insécables"
    assert all(0 < len(morceau) <= LONGUEUR_MAX for morceau in ecran.avant)
    for rangee in ecran.boutons:
        assert rangee
        assert all(0 < len(bouton.texte) <= 64 for bouton in rangee)


class TestDossier:
    @settings(deadline=None, max_examples=40)
    @given(
        textes=st.lists(st.text(st.sampled_from("abé <&>'\n"), max_size=3000), min_size=1, max_size=5),
        tentatives=st.integers(0, 60),
        semblables=st.integers(0, 60),
    )
    def test_elle_tient_toujours_et_aucun_mot_ne_manque(
        self, calendrier: Calendrier, textes: list[str], tentatives: int, semblables: int
    ) -> None:
        premier, *suite = textes
        ecran = montrer_dossier(
            vue_dossier(
                calendrier,
                dossier=replace(DOSSIER, motifs=tuple(Motif), locataire="n" * 60, lieu=Lieu(logement="l" * 60)),
                signalements=(replace(SIGNALEMENT, texte=premier),),
                complements=tuple(Complement(2, texte, None, LE + timedelta(hours=i)) for i, texte in enumerate(suite)),
                tentatives=tuple(tentative(n) for n in range(1, tentatives + 1)),
                semblables=tuple(f"V-26-{n:04d}" for n in range(semblables)),
                partenaires=("Professionnels de santé du secteur (médecin traitant, centre médico-psychologique)",) * 3,
            )
        )
        tient(ecran)
        montre = "".join(("".join(ecran.avant) + unescape(ecran.texte)).split())
        for texte in textes:
            assert "".join(texte.split()) in montre

    def test_un_long_texte_precede_la_fiche_sans_etre_echappe_deux_fois(self, calendrier: Calendrier) -> None:
        """L'envoi échappe ce qui précède ; la fiche, elle, est déjà du HTML."""
        texte = "il crie <3 & frappe " * 300
        ecran = montrer_dossier(vue_dossier(calendrier, signalements=(replace(SIGNALEMENT, texte=texte),)))
        assert len(ecran.avant) == 2
        assert "<3 & frappe" in ecran.avant[0]
        assert "crie" not in ecran.texte
        court = montrer_dossier(vue_dossier(calendrier, signalements=(replace(SIGNALEMENT, texte="<3 & frappe"),)))
        assert "«\u00a0&lt;3 &amp; frappe\u00a0»" in court.texte

    def test_elle_nomme_les_dernieres_tentatives_et_compte_les_autres(self, calendrier: Calendrier) -> None:
        ecran = montrer_dossier(vue_dossier(calendrier, tentatives=tuple(tentative(n) for n in range(1, 15))))
        assert f"{14 - DERNIERES} tentatives plus anciennes" in ecran.texte
        assert "Tentative 14" in ecran.texte
        assert "Tentative 4\u00a0" not in ecran.texte

    def test_un_message_sans_texte_le_dit(self, calendrier: Calendrier) -> None:
        photo = replace(SIGNALEMENT, texte="", piece="photo:abc\nphoto:def")
        ecran = montrer_dossier(vue_dossier(calendrier, signalements=(photo,)))
        assert "message sans texte" in ecran.texte
        assert ecran.pieces == ("photo:abc", "photo:def")

    @pytest.mark.parametrize("urgence", Urgence)
    def test_les_numeros_a_appeler_n_ouvrent_que_le_danger_a_prendre(
        self, calendrier: Calendrier, urgence: Urgence
    ) -> None:
        ecran = montrer_dossier(vue_dossier(calendrier, dossier=replace(DOSSIER, urgence=urgence)))
        assert ecran.texte.startswith("<b>En cas de danger") is (urgence is Urgence.IMMEDIATE)

    @pytest.mark.parametrize("etat", EtatDossier)
    @pytest.mark.parametrize("suit", [True, False])
    @pytest.mark.parametrize("menu", ["", "cloture", "reorienter", "avis"])
    def test_chaque_etat_se_rend_et_reste_protege(
        self, calendrier: Calendrier, etat: EtatDossier, suit: bool, menu: str
    ) -> None:
        dossier = replace(DOSSIER, etat=etat, pris_le=LE, cloture=Cloture.RELOGE)
        prive = montrer_dossier(
            vue_dossier(
                calendrier,
                card=carte(Fiche.DOSSIER, menu),
                dossier=dossier,
                charge="Nadia",
                peut_suivre=suit,
                tentatives=(tentative(1, None),),
            )
        )
        public = montrer_equipe(VueEquipe(carte(Fiche.EQUIPE, menu), dossier, RESIDENCE, "Nadia", True, calendrier))
        for ecran in (prive, public):
            tient(ecran)
        assert prive.protege
        assert not (etat is EtatDossier.CLOS and "Clôturer" in str(prive.boutons))


class TestBrouillon:
    @pytest.mark.parametrize("etat", EtatSignalement)
    @pytest.mark.parametrize(
        "menu", ["", "motifs", "urgence", "lieu", "residences:0", "residences:99", "saisie_lieu", "saisie_locataire"]
    )
    @pytest.mark.parametrize("ici", [True, False])
    def test_chaque_etat_et_chaque_menu_se_rendent(self, etat: EtatSignalement, menu: str, ici: bool) -> None:
        envoye = etat is EtatSignalement.ENVOYE
        signalement = replace(SIGNALEMENT, etat=etat, parti_seul=envoye, urgence=Urgence.IMMEDIATE)
        ecran = montrer_brouillon(
            vue_brouillon(
                card=carte(Fiche.BROUILLON, menu),
                signalement=signalement,
                dossier=DOSSIER if envoye else None,
                a_qualifier_ici=ici,
                auteur="Fatiha Amrani" if ici else None,
                choix=tuple(replace(RESIDENCE, id=n, nom=f"Tour {n}") for n in range(40)),
            )
        )
        tient(ecran)

    def test_l_essentiel_tient_meme_quand_tout_est_reconnu(self) -> None:
        texte = "mot " * 400
        indices = tuple(Indice(motif, i * 80, i * 80 + 79) for i, motif in enumerate(Motif))
        analyse = Analyse(motifs=tuple(Motif), indices=indices + tuple(replace(i, debut=i.debut + 4) for i in indices))
        signalement = replace(SIGNALEMENT, texte=texte, analyse=analyse, motifs=tuple(Motif), locataire="x" * 60)
        tient(montrer_brouillon(vue_brouillon(signalement=signalement)))

    def test_elle_tient_quand_tout_est_a_verifier_et_chaque_question_a_son_bouton(self) -> None:
        indices = tuple(Indice(motif, i * 80, i * 80 + 79) for i, motif in enumerate(Motif))
        doute = replace(SIGNALEMENT, texte="mot " * 400, motifs=(), urgence=None)
        for etranger in (True, False):
            analyse = Analyse(a_verifier=tuple(Motif), indices=indices, langue_etrangere=etranger)
            ecran = montrer_brouillon(vue_brouillon(signalement=replace(doute, analyse=analyse)))
            tient(ecran)
            assert [rangee[0].texte for rangee in ecran.boutons[:12]] == [f"{m.libelle}\u00a0?" for m in Motif]

    @pytest.mark.parametrize("analyse", [Analyse(incertain=True), Analyse(langue_etrangere=True)])
    @pytest.mark.parametrize("ici", [True, False])
    def test_les_douze_motifs_tiennent_sur_un_telephone_sans_nom_coupe(self, analyse: Analyse, ici: bool) -> None:
        doute = replace(SIGNALEMENT, analyse=analyse, motifs=(), urgence=None)
        ecran = montrer_brouillon(vue_brouillon(signalement=doute, a_qualifier_ici=ici))
        tient(ecran)
        assert len(ecran.boutons) <= 9
        assert all(len(rangee) == 1 or all(len(b.texte) <= DEMI_RANGEE for b in rangee) for rangee in ecran.boutons)
        motifs = [b.valeur for rangee in ecran.boutons for b in rangee if b.action is Action.MOTIF]
        assert motifs == [motif.value for motif in Motif]

    def test_a_qualifier_son_auteur_ne_voit_plus_de_bouton(self) -> None:
        signalement = replace(SIGNALEMENT, etat=EtatSignalement.A_QUALIFIER)
        assert montrer_brouillon(vue_brouillon(signalement=signalement)).boutons == ()
        assert montrer_brouillon(vue_brouillon(signalement=signalement, a_qualifier_ici=True)).boutons

    def test_confirme_il_se_complete_mais_ne_se_corrige_plus(self) -> None:
        envoye = replace(SIGNALEMENT, etat=EtatSignalement.ENVOYE)
        assert montrer_brouillon(vue_brouillon(signalement=envoye, dossier=DOSSIER)).boutons == ()


class TestTentative:
    def vue(self, calendrier: Calendrier, **champs: object) -> VueTentative:
        """Le rappel d'une tentative à faire."""
        pris = replace(DOSSIER, etat=EtatDossier.PRIS_EN_CHARGE, charge_id=1, pris_le=LE)
        defaut: dict[str, object] = {
            "card": carte(Fiche.TENTATIVE),
            "dossier": pris,
            "residence": RESIDENCE,
            "tentative": tentative(1, None),
            "suivante": None,
            "calendrier": calendrier,
            "now": LE + timedelta(days=2),
        }
        return VueTentative(**(defaut | champs))  # type: ignore[arg-type]

    def test_arrivee_elle_demande_ce_que_cela_a_donne(self, calendrier: Calendrier) -> None:
        ecran = montrer_tentative(self.vue(calendrier))
        assert "Qu’est-ce que cela a donné\u00a0?" in ecran.texte
        assert "Reportée" in montrer_tentative(self.vue(calendrier, now=LE)).texte
        tient(ecran)

    def test_rendu_le_dossier_ne_demande_plus_rien(self, calendrier: Calendrier) -> None:
        ecran = montrer_tentative(self.vue(calendrier, dossier=DOSSIER))
        assert ecran.boutons == ()

    def test_notee_elle_dit_la_suite(self, calendrier: Calendrier) -> None:
        ecran = montrer_tentative(self.vue(calendrier, tentative=tentative(1), suivante=tentative(2, None)))
        assert "Résultat noté\u00a0: <b>Absent</b>" in ecran.texte
        assert "Prochaine\u00a0: Rendez-vous dans un lieu neutre" in ecran.texte


class TestMots:
    @pytest.mark.parametrize(
        ("motifs", "premier"),
        [
            ([Motif.VIOLENCE], "17"),
            ([Motif.SANTE_MENTALE], "15"),
            ([Motif.AUTONOMIE], "15"),
            ([Motif.INCURIE], "18"),
            ([Motif.PRECARITE], "115"),
            ([], "112"),
        ],
    )
    def test_les_numeros_du_motif_d_abord_et_jamais_deux_fois(self, motifs: list[Motif], premier: str) -> None:
        ligne = numeros(motifs)
        assert ligne.startswith(f"<b>En cas de danger, appelez d’abord le {premier}")
        nombres = [mot.strip("(),.<>/b") for mot in ligne.split(" le ")[1:]]
        assert len(nombres) == len({n.split()[0] for n in nombres})
        for toujours in ("112", "17", "15", "18"):
            assert toujours in ligne

    @pytest.mark.parametrize(
        ("lieu", "dit"),
        [
            (Lieu(), "Les Mirabelles (Évry)"),
            (Lieu(batiment="B", escalier="2", etage="3", logement="12"), "bât. B, esc. 2, étage 3, logement 12"),
            (Lieu(etage="2e"), "2e étage"),
            (Lieu(etage="rdc"), "rdc"),
        ],
    )
    def test_un_lieu_se_dit_du_site_a_la_porte(self, lieu: Lieu, dit: str) -> None:
        assert ecrire_lieu(RESIDENCE, lieu).endswith(dit)
        assert ecrire_lieu(None, Lieu()) == ""
