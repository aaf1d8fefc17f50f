"""Where each published sheet is, from the environment; none is a sheet not configured."""

from project import env

URLS = {
    "fuera-sistema-pen": env.secret("TOOLBOX_SHEET_FUERA_SISTEMA_PEN_URL"),
    "fuera-sistema-usd": env.secret("TOOLBOX_SHEET_FUERA_SISTEMA_USD_URL"),
    "sectores": env.secret("TOOLBOX_SHEET_SECTORES_URL"),
    "referidos": env.secret("TOOLBOX_SHEET_REFERIDOS_URL"),
    "saldos": env.secret("TOOLBOX_SHEET_SALDOS_URL"),
    "fondo-crecer": env.secret("TOOLBOX_SHEET_FONDO_CRECER_URL"),
    "fondo-promocional": env.secret("TOOLBOX_SHEET_FONDO_PROMOCIONAL_URL"),
    "diferido-contable-mn": env.secret("TOOLBOX_SHEET_DIFERIDO_CONTABLE_MN_URL"),
    "diferido-contable-us": env.secret("TOOLBOX_SHEET_DIFERIDO_CONTABLE_US_URL"),
    "comprobantes": env.secret("TOOLBOX_SHEET_COMPROBANTES_URL"),
}
