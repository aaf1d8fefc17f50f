# 1. Listar tareas disponibles
curl http://localhost:8000/api/celery/tasks

# 2. Lanzar una tarea
curl -X POST http://localhost:8000/api/celery/tasks/launch \
  -H "Content-Type: application/json" \
  -d '{
    "task_type": "sii.sync_documents",
    "params": {
      "company_id": "test-company-id",
      "months": 1
    }
  }'

# 3. Consultar estado (reemplazar TASK_ID)
curl http://localhost:8000/api/celery/tasks/TASK_ID

# 4. Ver estadísticas
curl http://localhost:8000/api/celery/stats

# 5. Revocar tarea
curl -X DELETE http://localhost:8000/api/celery/tasks/TASK_ID
