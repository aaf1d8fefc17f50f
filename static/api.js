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
  // Redoc fetches its maker's logo from a foreign address, and has no option against it.
  const image = HTMLImageElement.prototype;
  image.setAttribute = function (name, value) {
    const isForeign = name === "src" && value.startsWith("https://cdn.redoc.ly/");
    Element.prototype.setAttribute.call(this, name, isForeign ? redoc.dataset.logo : value);
  };
  Object.defineProperty(image, "src", {
    set(value) {
      this.setAttribute("src", value);
    },
  });
  Redoc.init(redoc.dataset.document, { disableSearch: false }, redoc);
}
