curl -X POST http://localhost:8000/api/celery/tasks/launch \
  -H "Content-Type: application/json" \
  -d '{
    "task_type": "sii.sync_documents",
    "params": {
      "company_id": "123e4567-e89b-12d3-a456-426614174000",
      "months": 3,
      "month_offset": 0
    }
  }'

curl -X POST http://localhost:8000/api/celery/tasks/launch \
  -H "Content-Type: application/json" \
  -d '{
    "task_type": "sii.sync_documents_all_companies",
    "params": {
      "months": 1,
      "month_offset": 1
    }
  }'

curl -X POST http://localhost:8000/api/celery/tasks/launch \
  -H "Content-Type: application/json" \
  -d '{
    "task_type": "sii.sync_f29",
    "params": {
      "company_id": "123e4567-e89b-12d3-a456-426614174000",
      "year": "2025"
    }
  }'

curl -X POST http://localhost:8000/api/celery/tasks/launch \
  -H "Content-Type: application/json" \
  -d '{
    "task_type": "sii.sync_f29_all_companies",
    "params": {
      "year": "2025"
    }
  }'

