const start = JSON.parse(document.getElementById('damson-console').textContent)
document.getElementById('console').textContent = start.clientId
