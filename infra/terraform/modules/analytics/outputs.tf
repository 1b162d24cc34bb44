output "events" {
  description = "The view to query: project.dataset.view."
  value       = "${var.project.id}.${google_bigquery_dataset.this.dataset_id}.${google_bigquery_table.events.table_id}"
}
