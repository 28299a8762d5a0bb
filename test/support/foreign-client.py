"""A merchant in another language, with nothing but the standard library: a member card from creation to points, a coupon
from claim to redemption, and the events that are pushed meanwhile.

Prints the port of its callback, reads one line of JSON ({"url", "appId", "appSecret", "token"}), prints one line of JSON.
"""
import hashlib
import http.server
import json
import queue
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree

events = queue.Queue()
token = None


class Callback(http.server.BaseHTTPRequestHandler):
    """Answers WeChat's checks and messages in plain mode, and believes only what is signed."""

    def is_signed(self):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        values = "".join(sorted([token, query["timestamp"], query["nonce"]]))
        return hashlib.sha1(values.encode()).hexdigest() == query["signature"]

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        signed = self.is_signed()
        if signed:
            root = xml.etree.ElementTree.fromstring(body)
            events.put({child.tag: child.text or "" for child in root})
        self.send_response(200 if signed else 403)
        self.end_headers()
        self.wfile.write(b"success" if signed else b"")

    def log_message(self, *_):
        pass


def send(url, body=None):
    """Sends JSON, or reads with GET. An answer with another status is an answer too."""
    request = urllib.request.Request(url)
    if body is not None:
        request.data = json.dumps(body, ensure_ascii=False).encode()
        request.add_header("content-type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def main():
    global token
    callback = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Callback)
    threading.Thread(target=callback.serve_forever, daemon=True).start()
    print(callback.server_port, flush=True)
    config = json.loads(sys.stdin.readline())
    base, token = config["url"], config["token"]

    account = {"grant_type": "client_credential", "appid": config["appId"], "secret": config["appSecret"]}
    access_token = send(base + "/cgi-bin/stable_token", account)["access_token"]

    def api(path, body=None, **query):
        answer = send(f"{base}{path}?{urllib.parse.urlencode({'access_token': access_token, **query})}", body)
        if answer.get("errcode", 0) != 0:
            raise RuntimeError(f"{path}: {answer}")
        return answer

    def phone(method, *arguments):
        return send(f"{base}/_simulator/phone/{method}", {"user": {"openid": "oPython"}, "arguments": arguments})

    ticket = api("/cgi-bin/ticket/getticket", type="wx_card")["ticket"]
    basics = {
        "logo_url": "http://mmbiz.qpic.cn/mmbiz_png/tea/0",
        "brand_name": "茶语",
        "code_type": "CODE_TYPE_TEXT",
        "title": "茶语卡",
        "color": "Color010",
        "notice": "结账时出示",
        "description": "不与其他优惠同享",
        "sku": {"quantity": 10},
    }

    # A coupon: signed by the published recipe, claimed, decrypted, redeemed.
    days = {"type": "DATE_TYPE_FIX_TERM", "fixed_term": 30, "fixed_begin_term": 0}
    coupon = {"card_type": "CASH", "cash": {"base_info": {**basics, "date_info": days}, "reduce_cost": 500}}
    coupon_id = api("/card/create", {"card": coupon})["card_id"]
    ext = {"timestamp": str(int(time.time())), "nonce_str": "python-nonce", "code": "", "openid": ""}
    signed = sorted([ext["timestamp"], ext["nonce_str"], coupon_id, ticket])
    ext["signature"] = hashlib.sha1("".join(signed).encode()).hexdigest()
    added = phone("addCard", {"cardList": [{"cardId": coupon_id, "cardExt": json.dumps(ext)}]})
    code = api("/card/code/decrypt", {"encrypt_code": added["cardList"][0]["code"]})["code"]
    consumed = api("/card/code/consume", {"code": code})
    reused = phone("addCard", [{"cardId": coupon_id, "cardExt": json.dumps(ext)}])

    # A member card: through the component, activated with what was typed, then points.
    member = {
        "base_info": {**basics, "date_info": {"type": "DATE_TYPE_PERMANENT"}, "get_limit": 1},
        "prerogative": "积分",
        "supply_bonus": True,
        "bonus_cleared": "不清零",
        "bonus_rules": "一元一分",
        "supply_balance": False,
        "wx_activate": True,
        "wx_activate_after_submit": True,
        "wx_activate_after_submit_url": "https://tea.example.com/activate?from=card",
    }
    member_id = api("/card/create", {"card": {"card_type": "MEMBER_CARD", "member_card": member}})["card_id"]
    form = {"can_modify": False, "common_field_id_list": ["USER_FORM_INFO_FLAG_MOBILE"]}
    api("/card/membercard/activateuserform/set", {"card_id": member_id, "required_form": form})
    link = api("/card/membercard/activate/geturl", {"card_id": member_id, "outer_str": "kiosk"})["url"]
    extra = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(link).query))
    del extra["action"]
    opened = phone("openActivation", extra, {"USER_FORM_INFO_FLAG_MOBILE": "13800000000"})
    back = opened["referrerInfo"]["extraData"]
    info = api("/card/membercard/activatetempinfo/get", {"activate_ticket": back["activate_ticket"]})["info"]
    member_code = back["code"]
    card = {"card_id": member_id, "code": member_code}
    api("/card/membercard/activate", {**card, "membership_number": "P-1", "init_bonus": 10})
    api("/card/membercard/updateuser", {**card, "bonus": 15, "add_bonus": 5, "record_bonus": "一单"})

    send(base + "/_simulator/settled", {})
    heard = []
    while not events.empty():
        heard.append(events.get())
    print(
        json.dumps(
            {
                "couponId": coupon_id,
                "code": code,
                "consumed": consumed["openid"],
                "reused": reused,
                "mobile": info["common_field_list"],
                "memberCode": member_code,
                "wallet": phone("wallet"),
                "heard": [[event["Event"], event.get("UserCardCode", "")] for event in heard],
            }
        ),
        flush=True,
    )


main()
