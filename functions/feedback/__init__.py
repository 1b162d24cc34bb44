"""Feedback: reports of offers, messages to the operator, and surveys.

Collections: offer_reports (one for each person and offer), offer_report_cases (what an offer was
reported for, until it is decided), feedback_messages, surveys, survey_answers (one for each person
and survey), survey_figures (what was answered, without who), and feedback_limits. What a person
wrote is kept for 13 months, erased with them, and part of the export of their data.
"""
