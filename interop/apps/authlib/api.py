"""An API in Flask that asks Damson about each token, with Authlib."""

import os

import requests
from authlib.integrations.flask_oauth2 import ResourceProtector, current_token
from authlib.oauth2.rfc7662 import IntrospectTokenValidator
from flask import Flask

app = Flask(__name__)


class DamsonTokens(IntrospectTokenValidator):
    def introspect_token(self, token_string):
        answer = requests.post(
            os.environ["ISSUER"] + "oauth2/introspect",
            data={"token": token_string},
            auth=(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]),
            timeout=5,
        )
        answer.raise_for_status()
        said = answer.json()
        # A refresh token is active too, but nobody may use it here.
        is_access_token = said["active"] and said["token_type"] == "Bearer"
        is_ours = is_access_token and said["client_id"] in os.environ["APP_IDS"].split()
        return said if is_ours else {"active": False}


signed_in = ResourceProtector()
signed_in.register_token_validator(DamsonTokens())


@app.get("/appointments")
@signed_in()
def appointments():
    return {"person": current_token["sub"], "app": current_token["client_id"]}


app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
