"""La fiche d'un signalement : ce que le bot a compris, ce qu'il demande, et ce qui manque."""

from __future__ import annotations

from collections.abc import Sequence

from domain.dossier import Cloture, EtatDossier, EtatSignalement, Verdict
from domain.signalement import Indice, Motif, Statut, Urgence
from domain.texte import enumerer
from usecases.montrer import VueBrouillon
from views.brouillon_boutons import boutons, corrigeable, questions, tout_a_dire
from views.codec import Action
from views.ecran import INSECABLE, Bouton, Ecran, brut, champ, citer, decouper, gras, insecables
from views.lieu import ecrire_lieu
from views.urgences import numeros

SECOURS = "En cas de danger, appelez le 17, le 15, le 18 ou le 112."

DANGERS = frozenset({Motif.VIOLENCE, Motif.DECES, Motif.SANTE_MENTALE})
"""Motifs dont le seul soupçon fait montrer les numéros à appeler."""

_ECARTES = {
    Statut.NIE: "le message dit le contraire",
    Statut.RESOLU: "réglé",
    Statut.HYPOTHETIQUE: "seulement une hypothèse",
    Statut.AUTRE_PERSONNE: "une autre personne",
}


def montrer_brouillon(vue: VueBrouillon) -> Ecran:
    """La fiche, selon où en est le signalement et le menu ouvert."""
    etat = vue.signalement.etat
    if etat is EtatSignalement.ANNULE:
        return Ecran("Signalement annulé. Rien n’a été envoyé.")
    if etat is EtatSignalement.JOINT:
        return Ecran("Ce message a rejoint votre signalement précédent.")
    if etat is EtatSignalement.HORS_PERIMETRE:
        return _hors_perimetre(vue)
    if etat is EtatSignalement.A_QUALIFIER and not vue.a_qualifier_ici:
        return Ecran("Signalement transmis à votre responsable, qui le vérifie et l’envoie.")
    avant = _paroles(vue)
    return Ecran(_texte(vue), boutons(vue), protege=bool(avant), avant=avant)


def _paroles(vue: VueBrouillon) -> tuple[str, ...]:
    """Ce que l'auteur a écrit, pour le responsable qui doit le qualifier."""
    if vue.auteur is None:
        return ()
    texte = vue.signalement.texte
    return tuple(decouper(f"{vue.auteur} a écrit{INSECABLE}:\n{citer(texte) if texte else 'message sans texte'}"))


def _hors_perimetre(vue: VueBrouillon) -> Ecran:
    """Ni alerte lue, ni alerte dite ; seul l'auteur y revient."""
    dit = vue.signalement.verdict is Verdict.HORS_PERIMETRE
    lignes = [
        insecables(
            "Ce message n’est pas une alerte sociale : rien n’est envoyé."
            if dit
            else "Je n’ai pas reconnu d’alerte sociale dans ce message : rien n’est envoyé."
        ),
        *(champ("Écarté", ecarte) for ecarte in _ecartes(vue)),
        insecables("Panne, clé, badge, travaux : contactez l’agence ou le numéro d’astreinte technique."),
        SECOURS,
    ]
    revenir = (Bouton("C’est bien une alerte sociale", Action.REQUALIFIER),)
    rangees = () if vue.a_qualifier_ici else (revenir, (Bouton("Annuler", Action.ANNULER),))
    return Ecran("\n".join(lignes), rangees, protege=vue.a_qualifier_ici)


def _texte(vue: VueBrouillon) -> str:
    signalement = vue.signalement
    lignes = []
    if signalement.urgence is Urgence.IMMEDIATE:
        lignes += [numeros((*signalement.motifs, *questions(vue))), ""]
    lignes.append(_titre(vue))
    if signalement.etat.ouvert and signalement.analyse.langue_etrangere:
        lignes.append("Ce message n’est pas en français. Il est gardé avec le signalement.")
    if tout_a_dire(vue):
        lignes.append(SECOURS)
    elif signalement.motifs or signalement.etat.ouvert:
        lignes.append(champ("Motifs", ", ".join(_motif_lu(vue, m) for m in signalement.motifs) or "à choisir"))
    lignes += [champ("Écarté", ecarte) for ecarte in _ecartes(vue)]
    lignes += _a_verifier(vue)
    if signalement.urgence is not None and signalement.motifs:
        lignes.append(champ("Urgence", gras(signalement.urgence.libelle)))
    if lieu := ecrire_lieu(vue.residence, signalement.lieu):
        lignes.append(champ("Lieu", brut(lieu)))
    elif signalement.residence_ignoree:
        lignes.append(champ("Lieu", "non connu"))
    if signalement.locataire:
        lignes.append(champ("Locataire", brut(signalement.locataire)))
    if signalement.piece:
        lignes.append(champ("Pièce jointe", "gardée avec le signalement"))
    if vue.renvoi:
        lignes.append(champ("Hors du dispositif, à orienter vers", brut(" ; ".join(vue.renvoi))))
    lignes += _question(vue)
    return "\n".join(lignes)


def _titre(vue: VueBrouillon) -> str:
    dossier = vue.dossier
    if dossier is None:
        if vue.a_qualifier_ici:
            return gras("Signalement à qualifier")
        return gras("Je n’ai pas bien compris votre message" if tout_a_dire(vue) else "Voici ce que j’ai compris")
    if dossier.cloture is Cloture.ERREUR:
        return champ(gras(dossier.reference), "retiré, signalé par erreur.")
    if dossier.etat is EtatDossier.CLOS:
        return champ(gras(dossier.reference), "dossier clos.")
    if dossier.etat is EtatDossier.PRIS_EN_CHARGE:
        return champ(gras(dossier.reference), f"pris en charge par {brut(vue.charge or '')}.")
    seul = " sans attendre, parce qu’il y a un danger" if vue.signalement.parti_seul else ""
    return champ(gras(dossier.reference), f"signalement envoyé{seul}.")


def _a_verifier(vue: VueBrouillon) -> list[str]:
    """La question, les mots qui la font poser, et les numéros à appeler si elle porte sur un danger possible."""
    motifs = questions(vue)
    if not motifs:
        return []
    demande = f"{enumerer([_motif_lu(vue, motif) for motif in motifs])}{INSECABLE}? Touchez ce qui est vrai."
    danger = not DANGERS.isdisjoint(motifs) and vue.signalement.urgence is not Urgence.IMMEDIATE
    return [champ("À vérifier", demande), *([numeros(motifs)] if danger else [])]


def _motif_lu(vue: VueBrouillon, motif: Motif) -> str:
    """Le nom du motif et les mots qui l'ont fait comprendre."""
    return brut(motif.libelle) + _mots(vue.signalement.texte, vue.signalement.analyse.indices, motif)


def _mots(texte: str, indices: Sequence[Indice], motif: Motif) -> str:
    """Les mots du message qui ont fait comprendre ce motif, deux passages au plus."""
    vus = [texte[i.debut : i.fin] for i in indices if i.motif is motif and i.statut is Statut.AFFIRME]
    cites = [citer(brut(_court(mots))) for mots in dict.fromkeys(vus)][:2]
    return f" ({', '.join(cites)})" if cites else ""


def _court(mots: str) -> str:
    propre = " ".join(mots.split())
    return propre if len(propre) <= 60 else propre[:59] + "…"


def _ecartes(vue: VueBrouillon) -> list[str]:
    signalement = vue.signalement
    lignes = []
    for indice in signalement.analyse.indices:
        if indice.statut is not Statut.AFFIRME and indice.motif not in signalement.motifs:
            mots = _court(signalement.texte[indice.debut : indice.fin])
            lignes.append(f"{brut(indice.motif.libelle)} ({champ(citer(brut(mots)), _ECARTES[indice.statut])})")
    return list(dict.fromkeys(lignes))[:3]


def _question(vue: VueBrouillon) -> list[str]:
    if not corrigeable(vue):
        return []
    if vue.card.ecran == "saisie_locataire":
        return ["", "Écrivez le nom du locataire dans votre prochain message."]
    if vue.card.ecran == "saisie_lieu":
        return ["", "Écrivez le bâtiment, l’étage ou la porte dans votre prochain message."]
    if not vue.signalement.etat.ouvert:
        return []
    if vue.rapproche is not None:
        connu = f"Vous avez déjà un dossier ouvert ici : {vue.rapproche.reference}. Est-ce le même ménage ?"
        return ["", insecables(connu)]
    if not vue.signalement.motifs and questions(vue):
        return ["", insecables("Sinon, touchez « Motifs » pour choisir, ou « Pas une alerte ».")]
    if not vue.signalement.motifs:
        return ["", insecables("Que se passe-t-il ? Choisissez un ou plusieurs motifs.")]
    if vue.residence is None and not vue.signalement.residence_ignoree:
        return ["", insecables("Quelle résidence ?")]
    return []
