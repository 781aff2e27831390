"""Noms de ce qu'une personne peut voir : la fiche (vivante, mise à jour sur place), l'avis (dit une fois),
la pièce (un document) et le menu. Les cas d'usage les nomment ; `views/` les écrit.
"""

from __future__ import annotations

from enum import StrEnum


class Fiche(StrEnum):
    """Un message que le bot tient à jour sur place, rendu depuis l'état présent."""

    BROUILLON = "brouillon"
    EQUIPE = "equipe"
    DOSSIER = "dossier"
    TENTATIVE = "tentative"


class Avis(StrEnum):
    """Une phrase dite une fois, à une personne ou à un groupe, ou en réponse à un bouton."""

    ABSENCE_NOTEE = "absence_notee"
    A_QUALIFIER = "a_qualifier"
    AIDE = "aide"
    ALERTE_SANS_DESTINATAIRE = "alerte_sans_destinataire"
    AVIS_DEMANDE = "avis_demande"
    AVIS_POUR_CELLULE = "avis_pour_cellule"
    BIENVENUE = "bienvenue"
    CLOS_POUR_AUTEUR = "clos_pour_auteur"
    COMPLETE = "complete"
    COMPLETE_CLOS = "complete_clos"
    COMPLEMENT_RECU = "complement_recu"
    CONFIDENTIALITE = "confidentialite"
    DEJA_CLOS = "deja_clos"
    DEJA_ENVOYE = "deja_envoye"
    DEJA_PRIS = "deja_pris"
    DETAILS_BLOQUES = "details_bloques"
    DETAILS_ENVOYES = "details_envoyes"
    DOSSIER_INCONNU = "dossier_inconnu"
    ENVOYE = "envoye"
    ENVOI_ECARTE = "envoi_ecarte"
    EQUIPE = "equipe"
    EQUIPE_SANS_GROUPE = "equipe_sans_groupe"
    ERREUR_SIGNALEE = "erreur_signalee"
    ESCALADE = "escalade"
    FICHE_PERIMEE = "fiche_perimee"
    GROUPE_LIE = "groupe_lie"
    GROUPE_INCONNU = "groupe_inconnu"
    INCONNU = "inconnu"
    INSCRIT_VEILLE = "inscrit_veille"
    INVITATION = "invitation"
    INVITATION_REFUSEE = "invitation_refusee"
    LISTE_DOSSIERS = "liste_dossiers"
    MES_SIGNALEMENTS = "mes_signalements"
    MESSAGE_EN_PANNE = "message_en_panne"
    MESSAGE_EN_QUARANTAINE = "message_en_quarantaine"
    NON_COMPRIS = "non_compris"
    NOTE = "note"
    NOUVELLE_INVITATION = "nouvelle_invitation"
    OU_EN_EST = "ou_en_est"
    PERSONNE_INJOIGNABLE = "personne_injoignable"
    PRIS = "pris"
    PRIS_POUR_AUTEUR = "pris_pour_auteur"
    RAPPEL_BROUILLON = "rappel_brouillon"
    REFUS = "refus"
    RENDU = "rendu"
    RIEN = "rien"
    ROUVERT = "rouvert"
    SANS_REPONSE = "sans_reponse"
    USAGE = "usage"


class Piece(StrEnum):
    """Un document envoyé dans une conversation."""

    RELEVE_IMAGE = "releve_image"
    RELEVE_PDF = "releve_pdf"
    RELEVE_TABLEUR = "releve_tableur"
