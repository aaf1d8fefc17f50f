const BASE_URL = "http://localhost:8000/api/celery";

// 1. Lanzar tarea
async function launchTask(taskType: string, params: any): Promise<string> {
  const response = await fetch(`${BASE_URL}/tasks/launch`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ task_type: taskType, params })
  });

  const data = await response.json();
  return data.task_id;
}

// 2. Consultar estado
async function getTaskStatus(taskId: string) {
  const response = await fetch(`${BASE_URL}/tasks/${taskId}`);
  return await response.json();
}

// 3. Esperar por resultado
async function waitForTask(taskId: string, pollInterval = 5000) {
  while (true) {
    const status = await getTaskStatus(taskId);
    console.log("Status:", status.status);

    if (status.status === "SUCCESS") {
      return status.result;
    } else if (status.status === "FAILURE") {
      throw new Error(status.error);
    }

    await new Promise(resolve => setTimeout(resolve, pollInterval));
  }
}

// Uso
const taskId = await launchTask("sii.sync_documents", {
  company_id: "123e4567-e89b-12d3-a456-426614174000",
  months: 1
});

const result = await waitForTask(taskId);
console.log("Result:", result);
