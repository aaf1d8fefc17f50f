TASK_ID=$(curl -X POST http://localhost:8000/api/celery/tasks/launch \
  -H "Content-Type: application/json" \
  -d '{
    "task_type": "sii.sync_documents",
    "params": {
      "company_id": "123e4567-e89b-12d3-a456-426614174000"
    }
  }' | jq -r '.task_id')

echo "Task ID: $TASK_ID"

# Polling cada 5 segundos
while true; do
  STATUS=$(curl -s http://localhost:8000/api/celery/tasks/$TASK_ID | jq -r '.status')
  echo "Status: $STATUS"

  if [[ "$STATUS" == "SUCCESS" ]] || [[ "$STATUS" == "FAILURE" ]]; then
    break
  fi

  sleep 5
done

curl -s http://localhost:8000/api/celery/tasks/$TASK_ID | jq .
