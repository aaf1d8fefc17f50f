// Draws the API's document: to be tried (Swagger UI) or to be read (Redoc).
const swagger = document.getElementById("swagger");
if (swagger) {
  SwaggerUIBundle({
    url: swagger.dataset.document,
    domNode: swagger,
    deepLinking: true,
    persistAuthorization: false,
    requestInterceptor: (request) => {
      request.headers["X-CSRFToken"] = swagger.dataset.csrf;
      return request;
    },
  });
}
const redoc = document.getElementById("redoc");
if (redoc) {
  Redoc.init(redoc.dataset.document, { disableSearch: false }, redoc);
}
