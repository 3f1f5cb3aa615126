"""A site in Flask whose users sign in with Authlib, as its documentation has it."""

import json
import os
from urllib.parse import urlencode

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, request, session

app = Flask(__name__)
app.secret_key = os.environ["SESSION_SECRET"]
oauth = OAuth(app)


def keep(token, refresh_token=None, access_token=None):
    tokens[session["sid"]] = {**tokens[session["sid"]], **token}


# Cookies are too small for tokens.
tokens = {}
oauth.register(
    name="damson",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=os.environ["ISSUER"] + ".well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email offline_access", "code_challenge_method": "S256"},
    update_token=keep,
)


@app.get("/")
def home():
    if "sid" not in session:
        return redirect("/login")
    token = tokens[session["sid"]]
    asked = oauth.damson.get(oauth.damson.server_metadata["userinfo_endpoint"], token=token)
    access_token = tokens[session["sid"]]["access_token"]
    return json.dumps({"user": token["userinfo"], "userinfo": asked.json(), "token": access_token})


@app.get("/login")
def login():
    return oauth.damson.authorize_redirect(os.environ["SITE"] + "/callback")


@app.get("/callback")
def callback():
    token = oauth.damson.authorize_access_token()
    session["sid"] = token["userinfo"]["sub"]
    tokens[session["sid"]] = token
    return redirect("/")


@app.get("/later")
def later():
    """As if an hour had passed: the library refreshes by itself when a token has expired."""
    tokens[session["sid"]]["expires_at"] = 1
    return redirect("/")


@app.get("/logout")
def logout():
    token = tokens.pop(session.pop("sid"))
    after = {"id_token_hint": token["id_token"], "post_logout_redirect_uri": os.environ["SITE"] + "/bye"}
    return redirect(oauth.damson.load_server_metadata()["end_session_endpoint"] + "?" + urlencode(after))


@app.get("/bye")
def bye():
    return "Goodbye."


app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
