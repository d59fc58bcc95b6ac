"""Telegram, WeCom and the web chat: each turns the platform's form into ours and back."""
