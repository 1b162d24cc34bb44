"""Statistics: monthly figures by territory, published under statistical confidentiality.

Collections: statistics_people (what is counted of each person), statistics_tallies (sums by month
and department), statistics_offers (active offers by month), statistics_figures (what is published)
and statistics_span (the months that are).
"""
