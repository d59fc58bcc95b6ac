"""What happens without anybody writing."""
