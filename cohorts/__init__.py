"""Who takes part: cohorts, applications, reviews, decisions, offers and places."""
